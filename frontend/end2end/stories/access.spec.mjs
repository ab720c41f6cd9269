// Everybody gets in: no page breaks a rule of WCAG 2.2 AA that a machine can check, in both themes.
import AxeBuilder from "@axe-core/playwright";

import { draft } from "../support/company.mjs";
import { expect, logIn, test } from "../support/story.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What is wrong on the page as it stands. */
const violations = async (page) => {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
};

/** Every page, and what shows that it is there. */
const pages = (company) => [
  ["/", "Sales by month"],
  ["/sales/orders", "Sales orders"],
  ["/sales/orders/new", "New sales order"],
  [`/sales/orders/${company.sample}`, "Lines"],
  [`/sales/orders/${company.sample}/edit`, "Lines"],
  [`/sales/orders/${company.sample}/print`, null],
  ["/customers", "Customers"],
  [`/customers/${company.customers[0]}`, "Credit"],
  ["/products", "Products"],
  [`/products/${company.products[0]}`, "Stock"],
  ["/categories", "Categories"],
  ["/stock/levels", "Stock levels"],
  ["/stock/ledger", "Stock ledger"],
  [`/stock/as-of?product=${company.products[0]}`, "Stock on a day"],
  ["/stock/warehouses", "Warehouses"],
  ["/account", "My account"],
  ["/users", "Users"],
  ["/roles", "Roles"],
  ["/settings", "Settings"],
  ["/operate/performance", "Performance"],
];

test.beforeAll(async ({ company }) => {
  company.sample ??= (await draft(company.api, company, { customer: 0, lines: [[0, "1"], [1, "2"]] })).id;
});

for (const scheme of ["light", "dark"]) {
  test(`no page shuts anybody out, ${scheme}`, async ({ visit, company }) => {
    test.setTimeout(180_000);
    const { page, url } = visit;
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.goto(`${url}/login`);
    await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
    expect.soft(await violations(page), "login").toEqual([]);
    await logIn(visit, company.admin);
    for (const [path, heading] of pages(company)) {
      await page.goto(url + path);
      if (heading) await expect(page.getByRole("heading", { name: heading }).first()).toBeVisible();
      await page.waitForLoadState("networkidle");
      expect.soft(await violations(page), path).toEqual([]);
    }
    await page.goto(url);
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("option").first()).toBeVisible();
    expect.soft(await violations(page), "palette").toEqual([]);
  });
}
