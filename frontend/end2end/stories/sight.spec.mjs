// What is on the screen: many rows, whole amounts and days, a head that stays, values under the pointer, menus that close.
import { confirm, draft } from "../support/company.mjs";
import { looked } from "../support/looks.mjs";
import { expect, logIn, settled, test } from "../support/story.mjs";

const ROWS_MIN = 20;
const LISTS = ["/sales/orders", "/customers", "/products", "/stock/levels", "/stock/ledger", "/users"];

/** An order of today whose amounts are as long as they get; once a company. */
const dear = async (company) => {
  if (company.isDear) return;
  company.isDear = true;
  const product = { code: "DEAR-1", name: "Machine hall, built to order", unitPrice: "617283.95", taxPercent: "20", isService: true };
  const made = await company.api.mutate("productCreate", "ProductCreateInput", { details: product }, "product { id }");
  const customer = { code: "C-DEAR", name: "Dear & Sons International Trading" };
  const buyer = await company.api.mutate("customerCreate", "CustomerCreateInput", { details: customer }, "customer { id }");
  const own = { ...company, products: [made.product.id], customers: [buyer.customer.id] };
  await confirm(company.api, await draft(company.api, own, { lines: [[0, "3"]] }));
};

/** The cells and tiles with an amount or a day of which not all can be seen. */
const cut = (page) =>
  page.evaluate(() => {
    const matters = /[£€$₺]\s?\d|\d[.,]\d\d\b|\b20\d\d\b/;
    const isCut = (element) => {
      const { overflowX, clipPath } = getComputedStyle(element);
      const isShown = element.getClientRects().length > 0 && clipPath === "none";
      return isShown && overflowX !== "visible" && element.scrollWidth > element.clientWidth;
    };
    const places = document.querySelectorAll("main :is(tbody td, tbody th, .figure *, .order-row *, dd)");
    return [...places].filter((it) => matters.test(it.textContent) && isCut(it)).map((it) => it.textContent);
  });

looked("no amount and no day is cut", async ({ visit, company, it }) => {
  test.setTimeout(120_000);
  const { page, url } = visit;
  await dear(company);
  await logIn(visit, company.admin, "/", it);
  for (const path of ["/", ...LISTS, "/stock/warehouses", `/customers/${company.customers[0]}`]) {
    await page.goto(url + path);
    await settled(page);
    if (["/", "/sales/orders", "/customers"].includes(path)) await expect(page.getByText(/2[.,]222[.,]222/).first()).toBeVisible();
    expect.soft(await cut(page), path).toEqual([]);
  }
});

looked("a list shows many rows, and its head stays", async ({ visit, company, it }) => {
  const { page, url } = visit;
  await logIn(visit, company.admin, "/sales/orders", it);
  for (const path of ["/sales/orders", "/stock/ledger"]) {
    await page.goto(url + path);
    await settled(page);
    const isPhone = page.viewportSize().width < 500;
    const whole = await page.evaluate(() => {
      const rows = [...document.querySelectorAll(".list tbody tr")];
      return rows.filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length;
    });
    if (!isPhone) expect.soft(whole, path).toBeGreaterThanOrEqual(ROWS_MIN);
    await page.evaluate(() => scrollTo(0, 900));
    const box = page.getByRole("checkbox", { name: it.list.select_all });
    await expect(box).toBeInViewport();
    await box.click();
    await expect(page.getByRole("region", { name: it.list.selection })).toBeInViewport();
    // The head is right below the bar, and not under it.
    const gap = () => page.evaluate(() => document.querySelector(".list thead input").getBoundingClientRect().top - document.querySelector(".chosen").getBoundingClientRect().bottom);
    await expect.poll(gap).toBeGreaterThan(0);
    expect(await gap()).toBeLessThan(30);
  }
});

test("columns that need more room scroll sideways under their head", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin, "/stock/ledger");
  await settled(page);
  await page.getByText("Columns", { exact: true }).click();
  const columns = page.getByRole("list", { name: "Columns" }).getByRole("checkbox");
  for (const column of await columns.all()) if (!(await column.isChecked())) await column.check();
  await page.keyboard.press("Escape");
  const wrap = page.locator(".list-wrap");
  await expect(wrap).toHaveClass(/wide/);
  const room = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(room).toBeLessThanOrEqual(0);
  await wrap.evaluate((it) => it.scrollTo(200, 400));
  const gap = () => wrap.evaluate((it) => it.querySelector("th").getBoundingClientRect().top - it.getBoundingClientRect().top);
  await expect.poll(gap).toBe(0);
});

test("on a phone rows are chosen one by one, and all at once", async ({ visit, company }) => {
  const { page } = visit;
  await page.setViewportSize({ width: 390, height: 844 });
  await logIn(visit, company.admin, "/sales/orders");
  await settled(page);
  await page.getByRole("row").nth(2).getByRole("checkbox").check();
  await expect(page.getByText("1 selected")).toBeVisible();
  await page.getByRole("checkbox", { name: "Select all rows" }).check();
  await expect(page.getByText("50 selected")).toBeVisible();
  await expect(page.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Confirm" })).toBeVisible();
  // What sorts is there too.
  await page.getByRole("button", { name: "Total" }).click();
  await expect(page).toHaveURL(/sort=/);
});

test("a chart tells the value under the pointer, and of the column that has the focus", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin);
  await settled(page);
  const table = page.getByRole("table", { name: "Sales by month" });
  const columns = page.getByRole("group", { name: "Sales by month" }).getByRole("img");
  const row = async (at) => (await table.getByRole("row").nth(at + 1).locator("th, td").allTextContents()).slice(0, 2);
  const tip = page.locator(".chart-tip:visible");
  await expect(tip).toHaveCount(0);
  const last = (await columns.count()) - 1;
  await columns.nth(last).hover();
  for (const part of await row(last)) await expect(tip).toContainText(part);
  await page.getByRole("heading", { name: "Sales by month" }).hover();
  await expect(tip).toHaveCount(0);
  // One stop of Tab, and the arrow keys from there.
  await page.getByLabel("Period").focus();
  await page.keyboard.press("Tab");
  await expect(columns.nth(last)).toBeFocused();
  for (const part of await row(last)) await expect(tip).toContainText(part);
  await page.keyboard.press("Home");
  await expect(columns.first()).toBeFocused();
  for (const part of await row(0)) await expect(tip).toContainText(part);
  await expect(tip).toBeInViewport({ ratio: 1 });
});

test("at a desk the dashboard shows ten orders, on a phone five", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin);
  const orders = page.getByRole("region", { name: "Recent orders" }).getByRole("listitem");
  await expect(orders).toHaveCount(10);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(orders).toHaveCount(5);
});

test("one menu is open at a time; Escape and a press elsewhere close it", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin, "/sales/orders");
  await settled(page);
  const open = page.locator("details[open]");
  const summary = (text) => page.locator("summary", { hasText: text });
  await summary("Total").click();
  await expect(open).toHaveCount(1);
  // What is no number is said where it stands.
  await page.getByLabel("Minimum").fill("a lot");
  await page.getByLabel("Minimum").press("Tab");
  await expect(page.getByLabel("Minimum")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Maximum")).toHaveAttribute("aria-invalid", "false");
  await page.keyboard.press("Escape");
  await expect(open).toHaveCount(0);
  await expect(summary("Total")).toBeFocused();
  await summary("Status").click();
  await summary("Views").click();
  await expect(open).toHaveCount(1);
  await expect(open.getByText("Views", { exact: true })).toBeVisible();
  await page.getByRole("heading", { name: "Sales orders" }).click();
  await expect(open).toHaveCount(0);
  // By the keyboard too: the focus leads elsewhere.
  await summary("Status").focus();
  await page.keyboard.press("Enter");
  await expect(open).toHaveCount(1);
  await page.getByRole("searchbox").focus();
  await expect(open).toHaveCount(0);
});

test("a row of the tree is one stop of Tab, and has keys", async ({ visit, company }) => {
  const { page } = visit;
  for (const name of ["Sight one", "Sight two"]) {
    const input = { code: name.replace(" ", "-").toUpperCase(), name };
    await company.api.mutate("categoryCreate", "CategoryCreateInput", input, "category { id }");
  }
  await logIn(visit, company.admin, "/categories");
  await settled(page);
  const item = page.getByRole("treeitem", { name: "Sight one" });
  await item.focus();
  const isInTree = () => page.evaluate(() => Boolean(document.activeElement?.closest("[role=tree]")));
  expect(await isInTree()).toBe(true);
  await page.keyboard.press("Tab");
  expect(await isInTree()).toBe(false);
  await item.focus();
  for (const key of ["Insert", "Enter", "m"]) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await item.focus();
  }
});
