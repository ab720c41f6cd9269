// Those who run the system see how it runs, and nobody else does.
import { expect, logIn, shifted, test } from "../support/story.mjs";

const section = (page, name) => page.getByRole("region", { name, exact: true });

test("an operator sees where the time goes, asks for a plan, and empties the caches", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin);
  await page.getByRole("link", { name: "Performance" }).click();
  await expect(page.getByRole("heading", { name: "Performance", level: 1 })).toBeVisible();

  // The figures are those of requests that were made: this story's own among them.
  const figures = section(page, "Last hour");
  await expect(figures.locator(".figure", { hasText: "Requests" }).locator(".figure-value")).not.toHaveText("0");
  const tab = (name) => page.getByRole("tab", { name }).click();
  const operations = section(page, "Operations");
  await expect(operations.getByRole("row").filter({ hasText: "mutation" }).first()).toBeVisible();

  // The tabs turn by keys too.
  await page.getByRole("tab", { name: "Operations" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Queries" })).toHaveAttribute("aria-selected", "true");
  const statements = section(page, "Queries");
  await statements.getByRole("button", { name: "Plan" }).first().click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator(".plan")).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  await tab("Database");
  const database = section(page, "Database");
  await database.getByText("Tables", { exact: true }).click();
  await expect(database.getByRole("row").filter({ hasText: "erp_" }).first()).toBeVisible();

  await tab("Caches");
  const caches = section(page, "Caches");
  await caches.getByRole("button", { name: "Clear all caches" }).click();
  await expect(page.getByText("All caches cleared")).toBeVisible();
  expect(await shifted(page)).toBeLessThan(0.02);
});

test("the page follows what happens while it is looked at", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin, "/operate/performance");
  const requests = section(page, "Last hour").locator(".figure", { hasText: "Requests" }).locator(".figure-value");
  await expect(requests).toBeVisible();
  const before = await requests.textContent();
  await expect(requests).not.toHaveText(before, { timeout: 8_000 });
  await page.getByLabel("Live").uncheck();
  await page.waitForTimeout(500);
  const stopped = await requests.textContent();
  await page.waitForTimeout(6_000);
  expect(await requests.textContent()).toBe(stopped);
});

test("who may not operate the system is told so, and has no link to it", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.viewer, "/operate/performance");
  await expect(page.getByText("You do not have access to this page")).toBeVisible();
  await expect(page.getByRole("link", { name: "Performance" })).toHaveCount(0);
});

test("a trace that begins in the browser goes on in the server", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin);
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/graphql"));
  await page.getByRole("navigation").getByRole("link", { name: "Customers" }).click();
  const answer = await answered;
  const [, trace, span] = answer.request().headers().traceparent.match(/^00-([0-9a-f]{32})-([0-9a-f]{16})-00$/);
  const [, theirTrace, theirSpan] = answer.headers().traceparent.match(/^00-([0-9a-f]{32})-([0-9a-f]{16})-0[01]$/);
  expect(theirTrace).toBe(trace);
  expect(theirSpan).not.toBe(span);
});
