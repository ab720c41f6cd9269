// Instant and calm: no page asks for more than it shows, nothing jumps, and what was seen before is there at once.
import { draft } from "../support/company.mjs";
import { expect, logIn, shifted, test } from "../support/story.mjs";

/** GraphQL operations of one visit, the question who is logged in among them. */
const OPERATIONS_MAX = 3;

const pages = (company) => [
  "/",
  "/sales/orders",
  `/sales/orders/${company.sample}`,
  `/sales/orders/${company.sample}/edit`,
  "/customers",
  `/customers/${company.customers[0]}`,
  "/products",
  `/products/${company.products[0]}`,
  "/categories",
  "/stock/levels",
  "/stock/ledger",
  `/stock/as-of?product=${company.products[0]}`,
  "/stock/warehouses",
  "/account",
  "/users",
  "/roles",
  "/settings",
];

test.beforeAll(async ({ company }) => {
  company.sample ??= (await draft(company.api, company, { customer: 0, lines: [[0, "1"], [1, "2"]] })).id;
});

test("no page asks for more than it shows, and nothing jumps", async ({ visit, company }) => {
  test.setTimeout(120_000);
  const { page, url } = visit;
  await logIn(visit, company.admin);
  await page.waitForLoadState("networkidle");
  let asked = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/graphql")) asked.push(JSON.parse(request.postData()).query.match(/\w+ (\w+)/)[1]);
  });
  await page.addInitScript(() => {
    new PerformanceObserver((list) => (globalThis.painted = list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true });
  });
  for (const path of pages(company)) {
    asked = [];
    await page.goto(url + path);
    await page.waitForLoadState("networkidle");
    expect.soft(asked.length, `${path}: ${asked.join(", ")}`).toBeLessThanOrEqual(OPERATIONS_MAX);
    // The editor's parts come one after the other, and move it a little: known, and bounded.
    expect.soft(await shifted(page), `${path} jumps`).toBeLessThan(path.endsWith("/edit") ? 0.05 : 0.01);
    const painted = Math.round(await page.evaluate(() => globalThis.painted ?? 0));
    test.info().annotations.push({ type: "largest contentful paint", description: `${path}: ${painted} ms` });
    console.log(`${path}: ${painted} ms, ${asked.join(" ")}`);
  }
});

test("what was seen before is there at once, and then as it is now", async ({ visit, company }) => {
  const { page } = visit;
  const { id } = await draft(company.api, company, { customer: 1, lines: [[3, "7"]], customerReference: "SEEN-1" });
  await logIn(visit, company.admin, `/sales/orders?q=SEEN-1`);
  await page.getByRole("row").nth(1).getByRole("link").click();
  await expect(page.getByRole("region", { name: "Lines" })).toContainText("Stoneware mug, green");
  await page.goBack();
  await expect(page.getByRole("row")).toHaveCount(2);

  // Meanwhile somebody writes a note, and the server takes its time.
  await company.api.mutate("salesOrderNote", "SalesOrderNoteInput", { id, text: "They will call back." }, "salesOrder { id }");
  await page.waitForTimeout(2_100);
  let go;
  const held = new Promise((resolve) => (go = resolve));
  await page.route("**/graphql", async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("row").nth(1).getByRole("link").click();
  await expect(page.getByRole("region", { name: "Lines" })).toContainText("Stoneware mug, green");
  await expect(page.getByText("They will call back.")).toHaveCount(0);
  go();
  await expect(page.getByText("They will call back.")).toBeVisible();
});
