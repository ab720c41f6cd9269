// What is done with many rows at once, what they add up to, and the dashboard that leads to them.
import { readFile } from "node:fs/promises";

import AxeBuilder from "@axe-core/playwright";

import { draft } from "../support/company.mjs";
import { expect, logIn, settled, test } from "../support/story.mjs";

const violations = async (page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);

test("drafts are confirmed together; what is refused says why", async ({ visit, company }) => {
  const { page } = visit;
  const customers = [];
  for (const [code, onStop] of [["C-M1", false], ["C-M2", true]]) {
    const details = { code, name: `Many at once ${code}`, onStop };
    const { customer } = await company.api.mutate("customerCreate", "CustomerCreateInput", { details }, "customer { id }");
    customers.push(customer.id);
  }
  for (const customer of [0, 1, 0]) await draft(company.api, { ...company, customers }, { customer, lines: [[2, "1"]] });
  await logIn(visit, company.admin, "/sales/orders?status=DRAFT&q=Many+at+once");
  await settled(page);
  await page.getByRole("checkbox", { name: "Select all rows" }).check();
  await expect(page.getByText("3 selected")).toBeVisible();
  await page.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Confirm" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Applies to 3 selected rows")).toBeVisible();
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog.getByText("3 of 3 done")).toBeVisible();
  await expect(dialog.getByText("1 row failed:")).toBeVisible();
  await expect(dialog.getByRole("listitem")).toContainText("on hold");
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: "artifacts/many-refused.png" });

  // Once more: it is refused again, and nothing else is done.
  await dialog.getByRole("button", { name: "Retry the failed ones" }).click();
  await expect(dialog.getByText("1 of 1 done")).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(page.getByText("1 of 1")).toBeVisible();
  const { salesOrders } = await company.api.query('{ salesOrders(search: "Many at once") { nodes { status } } }');
  expect(salesOrders.nodes.map(({ status }) => status).sort()).toEqual(["CONFIRMED", "CONFIRMED", "DRAFT"]);
});

test("all that match are chosen, taken along as a file, and their prices changed", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin, "/sales/orders");
  await settled(page);
  await page.getByRole("checkbox", { name: "Select all rows" }).check();
  await expect(page.getByText("50 selected")).toBeVisible();
  const all = page.getByRole("button", { name: /^Select all \d/ });
  const total = Number((await all.textContent()).replace(/\D/g, ""));
  await all.click();
  await expect(page.getByText(`${total} selected`)).toBeVisible();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export selection" }).click()]);
  expect(file.suggestedFilename()).toBe("sales-orders.csv");
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
  expect(lines.length).toBe(total + 1);
  expect(lines[0].replace("\ufeff", "")).toBe("Number,Date,Customer,Status,Shipped,Total");

  for (const code of ["RISING-1", "RISING-2"]) {
    const details = { code, name: `Rising ${code}`, unitPrice: "8.75", taxPercent: "20" };
    await company.api.mutate("productCreate", "ProductCreateInput", { details }, "product { id }");
  }
  await page.goto(`${visit.url}/products?q=rising`);
  await settled(page);
  await page.getByRole("checkbox", { name: "Select all rows" }).check();
  await page.getByRole("button", { name: "Change prices" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Change (%)").fill("-100");
  await dialog.getByRole("button", { name: "Change prices" }).click();
  await expect(dialog.getByText("Enter a percentage above -100, other than 0")).toBeVisible();
  await dialog.getByLabel("Change (%)").fill("10");
  await dialog.getByRole("button", { name: "Change prices" }).click();
  await expect(dialog.getByText("2 of 2 done")).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).click();
  // 8.75 and a tenth of it, to the ten-thousandth.
  await expect(page.getByText("9.625")).toHaveCount(2);
});

test("orders add up by state, customer and month, and each sum leads to its rows", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin, "/sales/orders");
  await settled(page);
  const total = Number((await page.getByText(/^\d+ of \d+$/).textContent()).split(" of ")[1]);
  const groups = page.getByRole("table", { name: "Sales orders" });
  for (const by of ["Status", "Customer", "Month"]) {
    await page.getByLabel("Group by").selectOption({ label: `By ${by}` });
    await expect(groups.getByRole("columnheader").first()).toHaveText(by);
    await settled(page);
    const counts = await groups.locator("tbody tr td:first-of-type").allTextContents();
    expect(counts.map(Number).reduce((sum, count) => sum + count, 0)).toBe(total);
  }
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: "artifacts/groups.png" });
  const first = groups.locator("tbody tr").first();
  const count = await first.locator("td").first().textContent();
  await first.getByRole("link").click();
  await expect(page).toHaveURL(/date=/);
  await expect(page.getByText(new RegExp(` of ${count}$`))).toBeVisible();
});

test("the dashboard's tiles lead to their lists, and stand as each user wants", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin);
  await settled(page);
  const figures = page.getByRole("region", { name: "Key metrics" });
  const names = () => figures.locator(".figure-label").allTextContents();
  await expect(figures.locator(".figure-label").first()).toHaveText("Sales today");
  await page.getByText("Tiles", { exact: true }).click();
  await page.getByRole("checkbox", { name: "Sales today" }).uncheck();
  await page.getByRole("button", { name: "Move Drafts up" }).click();
  await expect(figures.locator(".figure-label").nth(1)).toHaveText("Drafts");
  const arranged = await names();
  expect(arranged).not.toContain("Sales today");
  await page.keyboard.press("Escape");
  await page.getByLabel("Period").selectOption("3");
  await expect(page).toHaveURL(/months=3/);
  await expect(page.locator(".chart-column").first()).toBeVisible();
  expect(await page.locator(".chart-column").count()).toBeLessThanOrEqual(3);
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: "artifacts/tiles.png", fullPage: true });
  // In another browser too: what it kept is gone here.
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => localStorage.removeItem("dashboard.tiles"));
  await page.reload();
  await settled(page);
  await expect.poll(names).toEqual(arranged);

  const low = figures.getByRole("link", { name: /Low stock/ });
  const count = await low.locator(".figure-value").textContent();
  await low.click();
  await expect(page).toHaveURL(/below=yes/);
  await expect(page.getByText(`${count} of ${count}`)).toBeVisible();
});
