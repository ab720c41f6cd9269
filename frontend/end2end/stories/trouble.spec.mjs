// Bad luck: sessions that end, servers that are busy, broken or gone. Each has its words and a way on.
import { operation } from "../support/documents.mjs";
import { pages } from "../support/pages.mjs";
import { expect, logIn, test } from "../support/story.mjs";

const EXPECTED = [/net::ERR_/, /Failed to (fetch|load resource)/];
const troubled = (visit) => (visit.expected = (complaint) => EXPECTED.some((known) => known.test(complaint)));
const answer = (status, code, extra = {}) => (route) =>
  route.fulfill({
    status,
    contentType: "application/json",
    body: JSON.stringify({ errors: [{ message: "no", extensions: { code, ...extra } }] }),
  });

test("a session that ends while a page is open is begun anew at the same place", async ({ visit, company }) => {
  const { page } = visit;
  troubled(visit);
  await logIn(visit, company.admin, "/sales/orders?status=DRAFT");
  await expect(page.getByRole("row").nth(1)).toBeVisible();
  const status = page.locator("summary", { hasText: "Status" });
  await status.click();
  await page.context().clearCookies();
  // Not `check`: by the time it looks whether the box is ticked, the page is gone.
  await page.getByRole("checkbox", { name: "Confirmed" }).click({ force: true });
  await expect(page.getByText("Your session has ended.")).toBeVisible();
  await page.getByLabel("E-mail").fill(company.admin.email);
  await page.getByLabel("Password").fill(company.admin.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sales\/orders\?status=/);
  await expect(status).toContainText("Confirmed");
});

for (const [name, reply, words] of [
  ["asks too often", answer(429, "RATE_LIMITED"), "Too many requests in a short time."],
  ["finds the server broken", answer(500, "INTERNAL", { traceId: "4bf92f35" }), "Support reference: 4bf92f35"],
  ["finds the server busy", (route) => route.fulfill({ status: 503, body: "<html>" }), "The server is busy."],
]) {
  test(`who ${name} is told so, and tries again`, async ({ visit, company }) => {
    const { page } = visit;
    troubled(visit);
    await logIn(visit, company.admin);
    await page.waitForLoadState("networkidle");
    await page.route("**/graphql", reply);
    await page.getByRole("navigation").getByRole("link", { name: "Sales orders" }).click();
    await expect(page.getByRole("alert")).toContainText(words);
    await page.unroute("**/graphql");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("row").nth(1)).toBeVisible();
  });
}

const LOST = [(route) => route.abort("connectionreset"), "The server cannot be reached."];
const MISHAPS = [
  [answer(403, "FORBIDDEN"), "You do not have access to this page"],
  [answer(200, "NOT_FOUND"), "Page not found"],
  [answer(429, "RATE_LIMITED"), "Too many requests in a short time."],
  [answer(500, "INTERNAL"), "An unexpected error occurred."],
];

test("each page tells what has gone wrong, waits for a slow answer, and goes on", async ({ visit, company }) => {
  test.setTimeout(180_000);
  const { page, url } = visit;
  troubled(visit);
  await logIn(visit, company.admin);
  // Who is there is known, and how the list is arranged does not matter: all else goes wrong.
  let mishap = null;
  await page.route("**/graphql", (route) => {
    return mishap === null || ["Me", "Preferences"].includes(operation(route.request())) ? route.fallback() : mishap(route);
  });
  for (const [place, [path, heading]] of (await pages(company)).entries()) {
    for (const [reply, words] of [MISHAPS[place % MISHAPS.length], LOST]) {
      mishap = reply;
      await page.goto(url + path);
      await expect.soft(page.getByRole("alert").filter({ hasText: words }).first(), `${path}: ${words}`).toBeVisible();
    }
    // The page goes on by itself or by its button, without being loaded anew.
    const slow = new Promise((resolve) => setTimeout(resolve, 500));
    mishap = async (route) => {
      await slow;
      await route.fallback();
    };
    const again = page.getByRole("button", { name: "Try again" }).first();
    await again.click({ timeout: 1_000 }).catch(() => {});
    const there = heading ? page.getByRole("heading", { name: heading }).first() : page.locator(".sheet");
    await expect.soft(there, `${path} goes on`).toBeVisible();
    await expect.soft(page.getByRole("alert").filter({ hasText: LOST[1] }), `${path} is well again`).toHaveCount(0);
  }
  mishap = answer(401, "UNAUTHENTICATED");
  await page.goto(`${url}/products`);
  await expect(page.getByText("Your session has ended.")).toBeVisible();
});

test("a server that is gone is looked for, and the page goes on when it is back", async ({ visit, company }) => {
  const { page } = visit;
  troubled(visit);
  await logIn(visit, company.admin);
  await page.getByRole("link", { name: "Sales orders" }).hover();
  await page.waitForLoadState("networkidle");
  await company.server.pause();
  await page.getByRole("navigation").getByRole("link", { name: "Sales orders" }).click();
  await expect(page.getByText("No connection to the server.")).toBeVisible();
  await company.server.serve();
  await expect(page.getByRole("row").nth(1)).toBeVisible();
  await expect(page.getByText("No connection to the server.")).toHaveCount(0);
});
