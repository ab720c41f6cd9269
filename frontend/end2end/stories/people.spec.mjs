// Everybody: other languages, darkness, small screens, few permissions, and what is not there.
import { draft } from "../support/company.mjs";
import { looked } from "../support/looks.mjs";
import { fileName, pages } from "../support/pages.mjs";
import { expect, logIn, settled, shifted, test } from "../support/story.mjs";

test.use({ flat: false });

test("language and theme are chosen, and kept", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin);
  await page.getByRole("banner").getByRole("radio", { name: "Türkçe" }).check({ force: true });
  await expect(page.getByRole("link", { name: "Satış siparişleri" })).toBeVisible();
  await page.getByRole("banner").getByRole("radio", { name: "Koyu" }).check({ force: true });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.getByRole("link", { name: "Satış siparişleri" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "tr");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("a weak device gets panels without glass", async ({ visit }) => {
  const { page, url } = visit;
  const glass = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--blur").trim());
  await page.goto(url);
  expect(await glass()).not.toBe("none");
  await page.addInitScript(() => Object.defineProperty(navigator, "deviceMemory", { value: 1 }));
  await page.reload();
  expect(await glass()).toBe("none");
});

looked("every page fits its screen and stands still", async ({ visit, company, it, shot }) => {
  test.setTimeout(180_000);
  const { page, url } = visit;
  await logIn(visit, company.admin, "/", it);
  for (const [path] of await pages(company)) {
    await page.goto(url + path);
    await settled(page);
    const room = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect.soft(room[0], path).toBeLessThanOrEqual(room[1]);
    expect.soft(await shifted(page), `${path} jumps`).toBe(0);
    await shot(fileName(path));
  }
});

test("who may only look is told why buttons are off", async ({ visit, company }) => {
  const { page } = visit;
  const { id } = await draft(company.api, company, { customer: 0, lines: [[0, "1"]] });
  await logIn(visit, company.viewer, `/sales/orders/${id}`);
  const confirm = page.getByRole("button", { name: "Confirm" });
  await expect(confirm).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByText("You do not have the permission to confirm sales orders.")).toBeVisible();
  await confirm.click({ force: true });
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("what is not there, and what cannot be reached, is told with a way on", async ({ visit, company }) => {
  const { page, url } = visit;
  await logIn(visit, company.admin, "/sales/orders/so_999999");
  await expect(page.getByText("This record does not exist or was deleted.")).toBeVisible();
  await page.goto(`${url}/no/such/page`);
  await page.getByRole("link", { name: "Go to dashboard" }).click();
  await expect(page.getByRole("heading", { name: "Sales by month" })).toBeVisible();

  visit.expected = (complaint) => complaint.includes("net::ERR_") || complaint.includes("Failed to fetch");
  await page.route("**/graphql", (route) => route.abort("connectionrefused"));
  await page.getByRole("navigation").getByRole("link", { name: "Sales orders" }).click();
  await expect(page.getByText("The server cannot be reached")).toBeVisible();
  await page.unroute("**/graphql");
  // It asks again by itself, once the server answers.
  await expect(page.getByRole("row")).not.toHaveCount(0);

  // The page's own code does not come: the app stays, and tries again.
  await page.route("**/sales__order-*.wasm", (route) => route.abort("connectionrefused"));
  await page.getByRole("row").nth(1).getByRole("link").click();
  await expect(page.getByText("The server cannot be reached")).toBeVisible();
  await page.unroute("**/sales__order-*.wasm");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Lines" })).toBeVisible();
});

test("who is logged out elsewhere comes back to the page after logging in", async ({ visit, company }) => {
  const { page, url } = visit;
  await logIn(visit, company.admin, "/sales/orders?status=DRAFT");
  await page.context().clearCookies();
  await page.goto(`${url}/sales/orders?status=DRAFT`);
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await page.getByLabel("E-mail").fill(company.admin.email);
  await page.getByLabel("Password").fill("wrong");
  await page.keyboard.press("Enter");
  // Another message, that the session has ended, stands there already.
  await expect(page.getByRole("alert").filter({ hasText: "is wrong" })).toBeVisible();
  await page.getByLabel("Password").fill(company.admin.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sales\/orders\?status=DRAFT$/);
  await page.locator("summary", { hasText: "Status" }).click();
  await expect(page.getByRole("group", { name: "Status" }).getByRole("checkbox", { name: "Draft" })).toBeChecked();
});
