// Stock: goods come in, are corrected and moved; the ledger keeps all of it, and tells any day.
import { expect, logIn, test } from "../support/story.mjs";

const pick = async (dialog, name, text) => {
  const box = dialog.getByRole("combobox", { name });
  await box.fill(text);
  await dialog.page().getByRole("option").filter({ hasText: text }).first().click();
};

test("goods are received, corrected and moved, and the ledger tells it", async ({ visit, company }) => {
  const { page } = visit;
  const lantern = company.products[5];
  await logIn(visit, company.admin, `/stock/levels?product=${lantern}`);
  const row = (place) => page.getByRole("row").filter({ hasText: place });
  await expect(row("Great hall")).toBeVisible();
  const dialog = page.getByRole("dialog");

  await page.getByRole("button", { name: "Receive goods" }).click();
  await dialog.getByRole("button", { name: "Book" }).click();
  await expect(dialog.getByText("Enter a value.").first()).toBeVisible();
  await pick(dialog, "Into warehouse", "Shop floor");
  await pick(dialog, "Product", "White metal lantern");
  await dialog.getByLabel("Quantity").fill("40");
  await dialog.getByLabel("Cost of one").fill("6.25");
  await dialog.getByRole("button", { name: "Book" }).click();
  await expect(page.getByText("Booked.").first()).toBeVisible();
  await expect(row("Shop floor")).toContainText("40");

  await page.getByRole("button", { name: "Adjust stock" }).click();
  await pick(dialog, "Product", "White metal lantern");
  await pick(dialog, "Warehouse", "Shop floor");
  await expect(dialog.getByText("On hand: 40")).toBeVisible();
  await dialog.getByLabel("Change by").fill("-41");
  await dialog.getByLabel("Reason").fill("Counted");
  await dialog.getByRole("button", { name: "Book" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByLabel("Change by").fill("-1");
  await dialog.getByRole("button", { name: "Book" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row("Shop floor")).toContainText("39");

  await page.getByRole("button", { name: "Transfer" }).click();
  await pick(dialog, "Product", "White metal lantern");
  await pick(dialog, "From", "Shop floor");
  await pick(dialog, "To", "Great hall");
  await dialog.getByLabel("Quantity").fill("9");
  await dialog.getByRole("button", { name: "Book" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row("Shop floor")).toContainText("30");

  await page.goto(`${visit.url}/stock/ledger?product=${lantern}`);
  const kinds = page.getByRole("row").locator(".pill");
  await expect.poll(async () => (await kinds.allTextContents()).slice(0, 4)).toEqual(["Transfer in", "Transfer out", "Correction", "Receipt"]);
  await expect(page.getByRole("row").nth(3)).toContainText("Counted");
  await page.getByRole("group", { name: "Kind" }).getByRole("checkbox", { name: "Receipt" }).check();
  await expect(page).toHaveURL(/kind=receipt/);
  await expect.poll(async () => new Set(await kinds.allTextContents())).toEqual(new Set(["Receipt"]));
});

test("what lay where on a day is told, and the address is the view", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin, "/stock/as-of");
  await page.getByRole("combobox", { name: "Product" }).fill("oak tray");
  await page.getByRole("option").filter({ hasText: "Oak tray" }).click();
  await expect(page).toHaveURL(new RegExp(`product=${company.products[4]}`));
  const table = page.getByRole("table");
  await expect(table.getByRole("row").filter({ hasText: "Great hall" })).toBeVisible();
  await page.getByLabel("End of this day").fill("2020-01-01");
  await expect(page).toHaveURL(/day=2020-01-01/);
  await expect(table.getByRole("row").filter({ hasText: "Total" })).toContainText("0");
  await page.reload();
  await expect(page.getByRole("combobox", { name: "Product" })).toHaveValue("Oak tray, large");
});

test.describe("in the warehouse, by phone, in Turkish", () => {
  test.use({ locale: "tr-TR", viewport: { width: 390, height: 844 } });

  test("a warehouse is made, and renamed", async ({ visit, company }) => {
    const { page, url } = visit;
    await page.goto(`${url}/stock/warehouses`);
    await page.locator("#email").fill(company.admin.email);
    await page.locator("#password").fill(company.admin.password);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Yeni depo" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Ad").fill("Iğdır deposu");
    await dialog.getByLabel("Kod").fill("HALL");
    await dialog.getByRole("button", { name: "Oluştur" }).click();
    await expect(dialog.getByLabel("Kod")).toHaveAttribute("aria-invalid", "true");
    await dialog.getByLabel("Kod").fill("IGD");
    await dialog.getByRole("button", { name: "Oluştur" }).click();
    await expect(page.getByRole("row").filter({ hasText: "Iğdır deposu" })).toBeVisible();
    await page.getByRole("button", { name: "Iğdır deposu düzenle" }).click();
    await dialog.getByLabel("Ad").fill("Iğdır ana deposu");
    await dialog.getByRole("button", { name: "Kaydet" }).click();
    await expect(page.getByRole("row").filter({ hasText: "Iğdır ana deposu" })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
