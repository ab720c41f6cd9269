// Back and forward: a list is as it was left, what is not saved stays, and what lies ahead too. `/` is for everybody.
import { readFile } from "node:fs/promises";

import { expect, logIn, settled, test } from "../support/story.mjs";

const texts = async (slice) => JSON.parse(await readFile(new URL(`../../locales/en/${slice}.json`, import.meta.url), "utf8"));
const scrolled = (page) => page.evaluate(() => Math.round(scrollY));

test("a list is as long, and as far down, as it was left", async ({ visit, company }) => {
  const { page } = visit;
  const rows = page.getByRole("row");
  const { more } = await texts("list");
  await logIn(visit, company.admin, "/sales/orders");
  await expect(rows).toHaveCount(51);
  await page.getByRole("button", { name: more }).press("Enter");
  await expect.poll(() => rows.count()).toBeGreaterThan(60);
  await settled(page);
  const count = await rows.count();
  const link = rows.nth(count - 3).getByRole("link");
  const name = await link.textContent();
  await link.scrollIntoViewIfNeeded();
  const before = await scrolled(page);
  expect(before).toBeGreaterThan(500);
  await link.press("Enter");
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await expect.poll(() => scrolled(page)).toBe(0);

  for (const again of ["back", "a reload"]) {
    if (again === "back") await page.goBack();
    else await page.reload();
    await expect(rows, again).toHaveCount(count);
    await expect.poll(() => scrolled(page), again).toBeGreaterThan(before - 3);
    await expect(link, again).toBeInViewport();
  }
  await page.goForward();
  await expect(page.getByRole("heading", { name })).toBeVisible();
  // The link of the page one is on leads nowhere.
  const steps = await page.evaluate(() => history.length);
  await page.goBack();
  await expect(rows.nth(1)).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "Sales orders" }).click();
  await expect.poll(() => scrolled(page)).toBe(0);
  expect(await page.evaluate(() => history.length)).toBe(steps);
});

test("a step back from what is not saved is taken back, and made when one leaves", async ({ visit, company }) => {
  const { page } = visit;
  const { leave, stay } = await texts("editor");
  const dialog = page.getByRole("dialog");
  await logIn(visit, company.admin, "/customers");
  await page.getByRole("navigation").getByRole("link", { name: "Sales orders" }).click();
  await page.locator(".list-actions").getByRole("link", { name: "New order" }).click();
  await expect(page).toHaveURL(/\/sales\/orders\/new$/);
  await page.getByRole("textbox", { name: "Notes", exact: true }).fill("Ring twice");
  const steps = await page.evaluate(() => history.length);
  await page.goBack();
  await dialog.getByRole("button", { name: stay, exact: true }).click();
  await expect(page).toHaveURL(/\/sales\/orders\/new$/);
  await expect(page.getByRole("textbox", { name: "Notes", exact: true })).toHaveValue("Ring twice");
  await page.goBack();
  await dialog.getByRole("button", { name: leave, exact: true }).click();
  await expect(page).toHaveURL(/\/sales\/orders$/);
  expect(await page.evaluate(() => history.length)).toBe(steps);
  await page.goForward();
  await expect(page).toHaveURL(/\/sales\/orders\/new$/);
});

test("a tab that is older than the server offers to load the newer version", async ({ visit, company }) => {
  const { page, url } = visit;
  const { update_title, update_reload } = await texts("app");
  visit.expected = (complaint) => /404/.test(complaint);
  await logIn(visit, company.admin, "/sales/orders");
  await settled(page);
  // As after a deploy: the files of the older version are gone, the page names those of the newer one.
  await page.route("**/assets/*", (route) => route.fulfill({ status: 404, body: "" }));
  await page.route(`${url}/`, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  await page.getByRole("navigation").getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("alert")).toContainText(update_title);
  await page.unroute("**/assets/*");
  await page.unroute(`${url}/`);
  const reloaded = page.waitForEvent("load");
  await page.getByRole("button", { name: update_reload }).click();
  await reloaded;
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
});

test("the app's own address leads everybody to a page of his", async ({ visit, company }) => {
  const { page, url } = visit;
  const { welcome_text } = await texts("app");
  const { greeting } = await texts("dashboard");
  const person = async (email, name, code, permissions) => {
    const { role } = await company.api.mutate("roleCreate", "RoleCreateInput", { code, name: code, permissions }, "role { id }");
    const password = `${code} password of ${name}`;
    await company.api.mutate("userCreate", "UserCreateInput", { email, name, password, roleIds: [role.id] }, "user { id }");
    return { email, name, password };
  };
  await logIn(visit, await person("porter@shop.example", "Pia Porter", "porter", ["STOCK_READ"]));
  await expect(page).toHaveURL(/\/stock\/levels$/);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.goto(`${url}/settings`);
  await expect(page.getByRole("alert")).toBeVisible();

  await page.context().clearCookies();
  await logIn(visit, await person("newcomer@shop.example", "Noa Newcomer", "nobody", []));
  await expect(page.getByRole("heading", { name: greeting.replace("{name}", "Noa Newcomer") })).toBeVisible();
  await expect(page.getByText(welcome_text)).toBeVisible();
});
