// Working with orders: finding one, and taking a draft to its second shipment.
import { draft } from "../support/company.mjs";
import { expect, logIn, shifted, test } from "../support/story.mjs";

const timeline = (page) => page.getByRole("region", { name: "History" }).getByRole("listitem");

test("an imported order is found by its customer", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin, "/sales/orders");
  await page.getByRole("searchbox").fill("Customer 702");
  await expect(page).toHaveURL(/[?&]q=Customer%20702/);
  await expect(page.getByRole("row")).toHaveCount(2);
  const row = page.getByRole("row").nth(1);
  await expect(row).toContainText("100%");
  await row.getByRole("link").click();
  await expect(page.getByRole("region", { name: "Lines" })).toContainText("BLUE MUG, LARGE");
  await expect(page.getByRole("region", { name: "Lines" })).toContainText("144");
  await page.goBack();
  await expect(page.getByRole("searchbox")).toHaveValue("Customer 702");
});

test("the list is filtered, sorted and loaded on, and its address is the view", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin, "/sales/orders");
  await expect(page.getByRole("row")).toHaveCount(51);
  // By the keyboard: a click would scroll to the button, and the list load by itself before it is there.
  await page.getByRole("button", { name: "Load more" }).press("Enter");
  await expect.poll(() => page.getByRole("row").count()).toBeGreaterThan(60);

  await page.locator("summary", { hasText: "Status" }).click();
  await page.getByRole("group", { name: "Status" }).getByRole("checkbox", { name: "Shipped" }).check();
  await expect(page).toHaveURL(/status=SHIPPED/);
  const statuses = page.getByRole("row").locator(".pill");
  await expect.poll(async () => new Set(await statuses.allTextContents())).toEqual(new Set(["Shipped"]));

  await page.getByRole("columnheader", { name: "Total" }).getByRole("button").click();
  await expect(page).toHaveURL(/sort=-total/);
  await expect(page.getByRole("columnheader", { name: "Total" })).toHaveAttribute("aria-sort", "descending");
  const totals = async () => {
    const shown = await page.getByRole("row").locator("td:last-child").allTextContents();
    return shown.map((total) => Number(total.replace(/[^0-9.]/g, "")));
  };
  await expect.poll(async () => (await totals()).slice(0, 20)).toEqual((await totals()).sort((a, b) => b - a).slice(0, 20));

  const first = await page.getByRole("row").nth(1).textContent();
  await page.reload();
  await expect(page.getByRole("row").nth(1)).toHaveText(first);
  await page.locator("summary", { hasText: "Status" }).click();
  await expect(page.getByRole("group", { name: "Status" }).getByRole("checkbox", { name: "Shipped" })).toBeChecked();

  await page.getByRole("searchbox").fill("no such order");
  await expect(page.getByText("No matches")).toBeVisible();
});

test("a view is kept by a name, found in another browser, and removed", async ({ visit, company, browser }) => {
  const { page } = visit;
  const person = company.server.user("wera@shop.example", "Wera Views", "viewer");
  await logIn(visit, person, "/sales/orders?status=SHIPPED&sort=-total");
  const views = (page) => page.locator("details").filter({ has: page.getByText("Views", { exact: true }) });
  await views(page).getByText("Views", { exact: true }).click();
  await expect(page.getByText("Save a search with its filters")).toBeVisible();
  await page.getByLabel("View name").fill("Shipped, dearest first");
  await page.keyboard.press("Enter");
  await expect(views(page).getByRole("link", { name: "Shipped, dearest first" })).toHaveAttribute("aria-current", "true");

  const theirs = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await logIn({ page: theirs, url: visit.url }, person, "/sales/orders");
  await views(theirs).getByText("Views", { exact: true }).click();
  await views(theirs).getByRole("link", { name: "Shipped, dearest first" }).click();
  await expect(theirs).toHaveURL(/status=SHIPPED&sort=-total$/);
  await expect(theirs.locator("summary", { hasText: "Status" })).toContainText("Shipped");
  await views(theirs).getByRole("button", { name: "Remove view" }).click();
  await expect(theirs.getByText("Save a search with its filters")).toBeVisible();
  await theirs.context().close();
});

test("a draft is confirmed and shipped in two parts, and its timeline grows", async ({ visit, company }) => {
  const { page, url } = visit;
  const lines = [[0, "3"], [2, "880"]];
  const { id } = await draft(company.api, company, { customer: 1, lines, customerReference: "PO-1" });
  await logIn(visit, company.admin, `/sales/orders/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Draft");
  await expect(timeline(page)).toHaveCount(1);

  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/SO-\d{4}-\d{6}/);
  await expect(timeline(page)).toHaveCount(2);

  // Part one: what the shop has of the mugs stays behind, and two of the three kettles.
  await page.getByRole("button", { name: "Ship" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("row")).toHaveCount(4);
  const kettles = dialog.getByLabel("Ship now: Enamel kettle, cream");
  await kettles.fill("4");
  await dialog.getByLabel("Ship now: Stoneware mug, blue").last().fill("0");
  await dialog.getByRole("button", { name: "Ship" }).click();
  // How much more than ordered may be shipped is the server's to say.
  await expect(dialog.getByRole("alert")).toBeVisible();
  await kettles.fill("1,5,2");
  await dialog.getByRole("button", { name: "Ship" }).click();
  await expect(dialog.getByText("Enter a quantity with at most 3 decimals")).toBeVisible();
  await kettles.fill("1");
  await dialog.getByRole("button", { name: "Ship" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(timeline(page)).toHaveCount(3);
  const shipments = page.getByRole("region", { name: "Shipments" }).getByRole("listitem");
  await expect(shipments).toHaveCount(1);
  await expect(page.locator(".doc-title .pill")).toHaveText("Confirmed");

  // Part two: all that is left is filled in.
  await page.getByRole("button", { name: "Ship" }).click();
  await expect(dialog.getByLabel("Ship now: Enamel kettle, cream")).toHaveValue("2");
  await dialog.getByLabel("Tracking number").fill("TRACK-2");
  await dialog.getByRole("button", { name: "Ship" }).click();
  await expect(page.locator(".doc-title .pill")).toHaveText("Shipped");
  await expect(timeline(page)).toHaveCount(4);
  // It leaves from two warehouses, so it is two more shipments.
  await expect(shipments).toHaveCount(3);
  await expect(page.getByRole("region", { name: "Shipments" })).toContainText("TRACK-2");

  const { salesOrder } = await company.api.query("query ($id: ID!) { salesOrder(id: $id) { status shipments { number } } }", { id });
  expect(salesOrder.status).toBe("SHIPPED");
  expect(salesOrder.shipments).toHaveLength(3);
  await page.goto(`${url}/sales/orders/${id}`);
  await expect(timeline(page)).toHaveCount(4);
  expect(await shifted(page)).toBeLessThan(0.01);
});

test("an answer that got lost is asked for again, and done once", async ({ visit, company }) => {
  const { page } = visit;
  const { id } = await draft(company.api, company, { customer: 2, lines: [[3, "2"]] });
  await logIn(visit, company.admin, `/sales/orders/${id}`);
  await page.getByRole("button", { name: "Confirm" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();

  // The server does it, and the browser never hears of it.
  visit.expected = (complaint) => complaint.includes("net::ERR_");
  await page.route("**/graphql", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  });
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog.getByText("it will not be done twice")).toBeVisible();
  await page.unroute("**/graphql");
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(timeline(page)).toHaveCount(2);
});

test("two people change one order: the second is told, and sees the change", async ({ visit, company }) => {
  const { page } = visit;
  const made = await draft(company.api, company, { customer: 3, lines: [[3, "1"]] });
  await logIn(visit, company.admin, `/sales/orders/${made.id}`);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  const change = { customerId: company.customers[3], lines: [{ productId: company.products[3], quantity: "5" }] };
  const input = { id: made.id, expectedVersion: made.version, draft: change };
  await company.api.mutate("salesOrderChange", "SalesOrderChangeInput", input, "salesOrder { id }");
  await page.getByRole("dialog").getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("dialog").getByText(/changed this record|was changed by someone else/)).toBeVisible();
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("region", { name: "Lines" })).toContainText("5 pcs");
});
