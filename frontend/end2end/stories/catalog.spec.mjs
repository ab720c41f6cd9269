// The catalog: products found, made and priced; the tree of categories, by mouse and by keyboard.
import { looked, said } from "../support/looks.mjs";
import { expect, logIn, test } from "../support/story.mjs";

test("a product is found, made, priced, and a taken code is told at its field", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin, "/products");
  await page.getByRole("searchbox").fill("lantern");
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(page.getByRole("row").nth(1)).toContainText("White metal lantern");

  await page.getByRole("button", { name: "New product" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByText("Enter a value.").first()).toBeVisible();
  await dialog.getByLabel("Name", { exact: true }).fill("Copper ladle");
  await dialog.getByLabel("Code", { exact: true }).fill("LANTERN");
  await dialog.getByLabel("Price").fill("12.5");
  await dialog.getByLabel("Tax %").fill("20");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByLabel("Code", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Code", { exact: true }).fill("LADLE");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Copper ladle");
  await expect(page.getByText("12.50")).toBeVisible();

  await page.getByRole("button", { name: "Change price" }).click();
  await dialog.getByLabel("Price").fill("much");
  await expect(dialog.getByText("Enter a number")).toBeVisible();
  await dialog.getByLabel("Price").fill("13.75");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("13.75")).toBeVisible();
});

test("a product's page tells what lies where", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin, `/products/${company.products[0]}`);
  const stock = page.getByRole("region", { name: "Stock" });
  await expect(stock.getByRole("row").filter({ hasText: "Great hall" })).toBeVisible();
  await expect(stock.getByRole("row").filter({ hasText: "Total" })).toBeVisible();
  await stock.getByRole("link", { name: "Stock ledger of this product" }).click();
  await expect(page).toHaveURL(new RegExp(`/stock/ledger\\?product=${company.products[0]}$`));
  await expect(page.getByRole("row").nth(1)).toContainText("Enamel kettle");
});

looked("categories are made, moved by dragging and by keyboard, and never into themselves", async ({ visit, company, it, look, shot }) => {
  const { page } = visit;
  const make = async (code, name, parentId) => {
    const input = { code: `${code}-${look}`, name: `${name} ${look}`, parentId };
    return (await company.api.mutate("categoryCreate", "CategoryCreateInput", input, "category { id }")).category.id;
  };
  const kitchen = await make("KIT", "Kitchen", null);
  await make("POTS", "Pots", kitchen);
  await make("GAR", "Garden", null);
  await logIn(visit, company.admin, "/categories", it);
  const item = (name) => page.getByRole("treeitem", { name: `${name} ${look}`, exact: true });
  const row = (name) => page.locator(".tree-row").filter({ hasText: `${name} ${look}` });
  await expect(item("Kitchen")).toBeVisible();
  await expect(item("Pots")).toHaveCount(0);

  // By keyboard: to the kitchen, open it, into it, and back.
  await item("Kitchen").focus();
  await page.keyboard.press("ArrowRight");
  await expect(item("Pots")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(item("Pots")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(item("Kitchen")).toBeFocused();

  // Into what lies below itself: refused, and told.
  await page.getByRole("button", { name: said(it.catalog.category_move, { name: `Kitchen ${look}` }) }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox").fill(`pots ${look}`);
  await dialog.getByRole("option", { name: /Pots/ }).click();
  await dialog.getByRole("button", { name: it.catalog.move_submit, exact: true }).click();
  await expect(dialog.getByRole("combobox")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByRole("button", { name: it.form.cancel }).click();

  await row("Garden").dragTo(row("Kitchen"));
  await expect(page.getByText(said(it.catalog.moved, { name: `Garden ${look}` }))).toBeVisible();
  await expect(item("Kitchen").getByRole("treeitem", { name: `Garden ${look}` })).toBeVisible();
  await shot("categories");

  await page.getByRole("button", { name: said(it.catalog.category_edit, { name: `Pots ${look}` }) }).click();
  await dialog.getByLabel(it.catalog.name, { exact: true }).fill(`Pots and pans ${look}`);
  await dialog.getByRole("button", { name: it.form.save }).click();
  await expect(item("Pots and pans")).toBeVisible();
});
