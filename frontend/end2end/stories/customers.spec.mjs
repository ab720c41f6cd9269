// Customers: found, made, changed, put on stop; and two people who change one.
import { confirm, draft } from "../support/company.mjs";
import { expect, logIn, test } from "../support/story.mjs";

test("a customer is found, and its page tells its credit and its orders", async ({ visit, company }) => {
  const { page } = visit;
  const customer = company.customers[2];
  await confirm(company.api, await draft(company.api, company, { customer: 2, lines: [[0, "1"]] }));
  await logIn(visit, company.admin, "/customers");
  await page.getByRole("searchbox").fill("corner house");
  await expect(page).toHaveURL(/[?&]q=corner%20house/);
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("row").nth(1).getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/customers/${customer}$`));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Corner House Tea Rooms");
  await expect(page.getByRole("region", { name: "Credit" })).toContainText("No limit");
  const orders = page.getByRole("region", { name: "Recent orders" });
  await expect(orders.getByRole("row").nth(1)).toBeVisible();
  await orders.getByRole("link", { name: "All orders" }).click();
  await expect(page).toHaveURL(new RegExp(`/sales/orders\\?customer=${customer}$`));
  await expect(page.getByRole("row").nth(1)).toContainText("Corner House Tea Rooms");
});

for (const [locale, width, words] of [
  ["en-GB", 1280, { new: "New customer", create: "Create", save: "Save", name: "Name", code: "Code", limit: "Credit limit", edit: "Edit", stop: "Put on hold", onStop: "On hold", needed: "A value is required.", money: "1,250.50", shown: /1,250\.50/ }],
  ["tr-TR", 390, { new: "Yeni müşteri", create: "Oluştur", save: "Kaydet", name: "Ad", code: "Kod", limit: "Kredi limiti", edit: "Düzenle", stop: "Bloke et", onStop: "Bloke", needed: "Bir değer gerekli.", money: "1.250,50", shown: /1\.250,50/ }],
]) {
  test.describe(`${locale}, ${width} px`, () => {
    test.use({ locale, viewport: { width, height: 844 } });

    test("a customer is made, what is missing is told at its field, and it is put on stop", async ({ visit, company }) => {
      const { page, url } = visit;
      await page.goto(`${url}/customers`);
      await page.locator("#email").fill(company.admin.email);
      await page.locator("#password").fill(company.admin.password);
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: words.new }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: words.create }).click();
      await expect(dialog.getByText(words.needed).first()).toBeVisible();
      await dialog.getByLabel(words.name, { exact: true }).fill(`Ilgaz Çay ${width}`);
      await dialog.getByLabel(words.code, { exact: true }).fill(`ILG-${width}`);
      await dialog.getByLabel(words.limit).fill(words.money);
      await dialog.getByRole("button", { name: words.create }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Ilgaz Çay ${width}`);
      await expect(page.getByText(words.shown)).toBeVisible();

      await page.getByRole("button", { name: words.edit, exact: true }).click();
      await dialog.getByLabel(words.code, { exact: true }).fill("C-100");
      await dialog.getByRole("button", { name: words.save }).click();
      await expect(dialog.getByLabel(words.code, { exact: true })).toHaveAttribute("aria-invalid", "true");
      await dialog.getByLabel(words.code, { exact: true }).fill(`ILG-${width}`);
      await dialog.getByRole("button", { name: words.save }).click();
      await expect(dialog).toHaveCount(0);

      await page.getByRole("button", { name: words.stop, exact: true }).click();
      await expect(page.locator(".doc-title .pill")).toHaveText(words.onStop);
    });
  });
}

test("two people change one customer: the second is told, and sees the change", async ({ visit, company }) => {
  const { page } = visit;
  const id = company.customers[3];
  await logIn(visit, company.admin, `/customers/${id}`);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const dialog = page.getByRole("dialog");
  const { customer } = await company.api.query("query ($id: ID!) { customer(id: $id) { version } }", { id });
  const details = { code: "C-103", name: "Ishikawa Trading K.K.", city: "Osaka" };
  await company.api.mutate("customerChange", "CustomerChangeInput", { id, expectedVersion: customer.version, details }, "customer { id }");
  await dialog.getByLabel("Phone").fill("+81 6 0000");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText(/changed this record|was changed by someone else/)).toBeVisible();
  await dialog.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ishikawa Trading K.K.");
});
