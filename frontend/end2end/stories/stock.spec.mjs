// Stock: goods come in, are corrected and moved; the ledger keeps all of it, and tells any day.
import { looked, said } from "../support/looks.mjs";
import { expect, logIn, test } from "../support/story.mjs";

const pick = async (dialog, name, text) => {
  const box = dialog.getByRole("combobox", { name, exact: true });
  await box.fill(text);
  await dialog.page().getByRole("option").filter({ hasText: text }).first().click();
};

looked("goods are received, corrected and moved, and the ledger tells it", async ({ visit, company, it, look, shot }) => {
  const { page } = visit;
  const name = `Lamp ${look}`;
  const details = { code: look, name, unitPrice: "9.00", taxPercent: "20" };
  const { product } = await company.api.mutate("productCreate", "ProductCreateInput", { details }, "product { id }");
  await logIn(visit, company.admin, `/stock/levels?product=${product.id}`, it);
  const row = (place) => page.getByRole("row").filter({ hasText: place });
  const dialog = page.getByRole("dialog");
  const book = dialog.getByRole("button", { name: it.stock.post, exact: true });

  await page.getByRole("button", { name: it.stock.receive }).click();
  await book.click();
  await expect(dialog.getByText(it.form.required).first()).toBeVisible();
  await pick(dialog, it.stock.receiving_warehouse, "Shop floor");
  await pick(dialog, it.stock.product, name);
  await dialog.getByLabel(it.stock.quantity).fill("40");
  await dialog.getByLabel(it.stock.unit_cost).fill("6");
  await book.click();
  await expect(page.getByText(it.stock.posted).first()).toBeVisible();
  await expect(row("Shop floor")).toContainText("40");

  await page.getByRole("button", { name: it.stock.adjust }).click();
  await pick(dialog, it.stock.product, name);
  await pick(dialog, it.stock.warehouse, "Shop floor");
  await expect(dialog.getByText(said(it.stock.on_hand_available, { on_hand: "40", available: "40" }))).toBeVisible();
  await dialog.getByLabel(it.stock.quantity_change).fill("-41");
  await dialog.getByLabel(it.stock.reason).fill("Counted");
  await book.click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await shot("adjust");
  await dialog.getByLabel(it.stock.quantity_change).fill("-1");
  await book.click();
  await expect(dialog).toHaveCount(0);
  await expect(row("Shop floor")).toContainText("39");

  await page.getByRole("button", { name: it.stock.transfer }).click();
  await pick(dialog, it.stock.product, name);
  await pick(dialog, it.stock.from, "Shop floor");
  await pick(dialog, it.stock.to, "Great hall");
  await dialog.getByLabel(it.stock.quantity).fill("9");
  await book.click();
  await expect(dialog).toHaveCount(0);
  await expect(row("Shop floor")).toContainText("30");
  await expect(row("Great hall")).toContainText("9");

  await page.goto(`${visit.url}/stock/ledger?product=${product.id}`);
  const kinds = page.getByRole("row").locator(".pill");
  const { type_transfer_in, type_transfer_out, type_adjustment, type_receipt } = it.stock;
  await expect.poll(() => kinds.allTextContents()).toEqual([type_transfer_in, type_transfer_out, type_adjustment, type_receipt]);
  await shot("ledger");
  await page.locator("summary", { hasText: it.stock.movement_type }).click();
  await page.getByRole("group", { name: it.stock.movement_type }).getByRole("checkbox", { name: type_receipt, exact: true }).check();
  await expect(page).toHaveURL(/kind=receipt/);
  await expect.poll(() => kinds.allTextContents()).toEqual([type_receipt]);
});

test("what lay where on a day is told, and the address is the view", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin, "/stock/as-of");
  await page.getByRole("combobox", { name: "Product" }).fill("oak tray");
  await page.getByRole("option").filter({ hasText: "Oak tray" }).click();
  await expect(page).toHaveURL(new RegExp(`product=${company.products[4]}`));
  const table = page.getByRole("table");
  await expect(table.getByRole("row").filter({ hasText: "Great hall" })).toBeVisible();
  await page.getByLabel("End of day").fill("2020-01-01");
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
    await page.getByRole("button", { name: "Düzenle: Iğdır deposu" }).click();
    await dialog.getByLabel("Ad").fill("Iğdır ana deposu");
    await dialog.getByRole("button", { name: "Kaydet" }).click();
    await expect(page.getByRole("row").filter({ hasText: "Iğdır ana deposu" })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
