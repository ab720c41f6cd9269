// Bad luck: sessions that end, servers that are busy, broken or gone. Each has its words and a way on.
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
  await page.context().clearCookies();
  // Not `check`: by the time it looks whether the box is ticked, the page is gone.
  await page.getByRole("checkbox", { name: "Confirmed" }).click({ force: true });
  await expect(page.getByText("Your session has ended.")).toBeVisible();
  await page.getByLabel("E-mail").fill(company.admin.email);
  await page.getByLabel("Password").fill(company.admin.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sales\/orders\?status=/);
  await expect(page.getByRole("checkbox", { name: "Confirmed" })).toBeChecked();
});

for (const [name, reply, words] of [
  ["asks too often", answer(429, "RATE_LIMITED"), "Too many requests in a short time."],
  ["finds the server broken", answer(500, "INTERNAL", { traceId: "4bf92f35" }), "Reference for support: 4bf92f35"],
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
