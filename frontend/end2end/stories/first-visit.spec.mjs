// What a first visit costs, and what may run in it.
import { expect, logIn, modules, shifted, test } from "../support/story.mjs";

/** The modules of pages and their parts, without those of what several share. */
const pagesOf = (visit) => modules(visit).filter((name) => name.includes("__") && !/__(shared|parts)$/.test(name)).sort();
// With headers; without them `cargo xtask web` allows 180 KiB.
const FIRST_VISIT_MAX = 184 * 1024;

test("a stranger gets the login page for at most 184 KiB", async ({ visit }) => {
  const { page, url } = visit;
  await page.goto(`${url}/sales/orders?status=DRAFT`);
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await page.waitForLoadState("networkidle");

  const bytes = visit.fetched.reduce((sum, { bytes }) => sum + bytes, 0);
  test.info().annotations.push({ type: "bytes over the wire", description: String(bytes) });
  expect(bytes).toBeGreaterThan(50 * 1024);
  expect(bytes).toBeLessThanOrEqual(FIRST_VISIT_MAX);
  expect(modules(visit).sort()).toEqual(["kit", "login"]);
  expect(page.url()).toContain(encodeURIComponent("/sales/orders?status=DRAFT"));
  expect(await shifted(page)).toBe(0);
});

test("the policy allows no inline script, and nothing breaks it", async ({ visit, company }) => {
  const { page, url } = visit;
  const answer = await page.goto(url);
  const policy = answer.headers()["content-security-policy"];
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
  expect(policy).not.toContain("unsafe-inline");
  const violations = [];
  await page.exposeFunction("violated", (directive) => violations.push(directive));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => globalThis.violated(event.effectiveDirective));
  });
  await logIn(visit, company.admin);
  await page.getByRole("link", { name: "Sales orders" }).click();
  await expect(page.getByRole("table")).toBeVisible();
  expect(violations).toEqual([]);
});

test("each page is fetched once, and only when it is visited", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin);
  await expect(page.getByRole("heading", { name: "Sales by month" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expect.poll(() => modules(visit).sort()).toEqual(["dashboard", "desk", "kit", "login"]);

  await page.getByRole("navigation").getByRole("link", { name: "Sales orders" }).click();
  await expect(page.getByRole("heading", { name: "Sales orders" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expect.poll(() => pagesOf(visit)).toEqual(["list__bar", "sales__orders"]);

  for (const _ of [1, 2]) {
    // By the keyboard: a pointer would lie over whatever link comes to stand there, and fetch its page too.
    await page.getByRole("row").nth(1).getByRole("link").press("Enter");
    await expect(page.getByRole("heading", { name: "Lines" })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole("heading", { name: "Sales orders" })).toBeVisible();
  }
  await page.getByRole("navigation").getByRole("link", { name: "Dashboard" }).click();
  await expect(page.getByRole("heading", { name: "Sales by month" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  const all = ["list__bar", "sales__order", "sales__order__history", "sales__orders"];
  await expect.poll(() => pagesOf(visit)).toEqual(all);
  const files = visit.fetched.map(({ path }) => path).filter((path) => path.endsWith(".wasm"));
  expect(files.length).toBe(new Set(files).size);
});
