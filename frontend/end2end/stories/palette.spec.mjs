// Finding and doing from the keyboard.
import { expect, logIn, settled, test } from "../support/story.mjs";

test("pages, records and actions are a few keys away", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin);
  await expect(page.getByRole("heading", { name: "Sales by month" })).toBeVisible();
  const field = page.getByRole("combobox", { name: "Search pages" });

  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await field.fill("sales ord");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sales\/orders$/);
  await expect(field).toHaveCount(0);
  await expect(page.getByRole("row").nth(1)).toBeVisible();

  await page.keyboard.press("Control+k");
  await field.fill("# corner house");
  const order = page.getByRole("listbox").getByRole("option").filter({ hasText: "Corner House Tea Rooms" }).first();
  await expect(order).toBeVisible();
  await expect(page.getByRole("listbox").getByRole("option", { selected: true })).toHaveCount(1);
  await order.click();
  await expect(page.getByRole("heading", { name: "Lines" })).toBeVisible();

  await page.keyboard.press("Control+k");
  await field.fill("> dark");
  await expect(page.getByRole("listbox").getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(field).toHaveCount(0);
});

test("the question mark tells the keys, but not in a field", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin, "/sales/orders");
  await expect(page.getByRole("row").nth(1)).toBeVisible();
  await page.keyboard.press("Shift+?");
  const keys = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(keys).toContainText("Next and previous row");
  await page.keyboard.press("Escape");
  await expect(keys).toHaveCount(0);
  await page.getByRole("searchbox").press("Shift+?");
  await expect(page.getByRole("searchbox")).toHaveValue("?");
  await expect(keys).toHaveCount(0);
});

test("who may see little is offered little", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.viewer);
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("combobox", { name: "Search pages" }).fill("users");
  await expect(page.getByRole("status").filter({ hasText: "No matches." })).toBeVisible();
});

test("a list is worked by letters: down, edit, another one", async ({ visit, company }) => {
  const { page } = visit;
  // A key that is pressed before there are rows is nobody's.
  const rows = page.getByRole("row");
  await logIn(visit, company.admin, "/sales/orders?status=DRAFT");
  await expect(rows.nth(1)).toBeVisible();
  await settled(page);
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await expect(page).toHaveURL(/\/sales\/orders\/so_\d+\/edit$/);
  await page.goto(`${visit.url}/customers`);
  await expect(rows.nth(1)).toBeVisible();
  await settled(page);
  await page.keyboard.press("j");
  await page.keyboard.press("n");
  await expect(page.getByRole("dialog", { name: "New customer" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await expect(page).toHaveURL(/\/customers\/cus_\d+$/);
});
