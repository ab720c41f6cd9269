// One's own account, and those who look after everybody's.
import { Api } from "../support/api.mjs";
import { looked } from "../support/looks.mjs";
import { expect, logIn, test } from "../support/story.mjs";

const section = (page, name) => page.getByRole("region", { name });

test("somebody changes name and theme, and sees them at once", async ({ visit, company }) => {
  const { page } = visit;
  const person = company.server.user("nora@shop.example", "Nora Newname", "viewer");
  await logIn(visit, person);
  await page.getByRole("link", { name: "My account" }).click();
  await page.getByLabel("Name").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("A value is required.")).toBeVisible();
  await page.getByLabel("Name").fill("Nora Neuman");
  await page.getByLabel("Theme", { exact: true }).last().selectOption("dark");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".who-text")).toContainText("Nora Neuman");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByLabel("Language", { exact: true }).last().selectOption("tr");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Hesabım" })).toBeVisible();
});

test("somebody changes the password, which logs out the other browsers", async ({ visit, company }) => {
  const { page } = visit;
  const person = company.server.user("paul@shop.example", "Paul Password", "viewer");
  await Api.login(company.server, person);
  await logIn(visit, person, "/account");
  const sessions = section(page, "Active sessions").getByRole("listitem");
  await expect(sessions).toHaveCount(2);
  const change = async (current, chosen, repeated = chosen) => {
    await page.getByLabel("Current password").fill(current);
    await page.getByLabel("New password", { exact: true }).fill(chosen);
    await page.getByLabel("Repeat new password").fill(repeated);
    await page.getByRole("button", { name: "Change password" }).click();
  };
  await change(person.password, "a much longer secret", "another secret");
  await expect(page.getByText("The passwords do not match.")).toBeVisible();
  await change("wrong", "a much longer secret");
  await expect(page.getByText("E-mail or password is wrong.")).toBeVisible();
  await change(person.password, "short");
  await expect(page.getByText("The password needs at least 8 characters")).toBeVisible();
  await change(person.password, "a much longer secret");
  await expect(page.getByText("Password changed.")).toBeVisible();
  await expect(sessions).toHaveCount(1);
  await Api.login(company.server, { ...person, password: "a much longer secret" });
});

test("a forgotten browser is logged out", async ({ visit, company }) => {
  const { page } = visit;
  const person = company.server.user("olga@shop.example", "Olga Other", "viewer");
  const other = await Api.login(company.server, person);
  await logIn(visit, person, "/account");
  await section(page, "Active sessions").getByRole("button", { name: /^Log out/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Log out" }).click();
  await expect(page.getByText("Session ended.")).toBeVisible();
  await expect(section(page, "Active sessions").getByRole("listitem")).toHaveCount(1);
  expect((await other.query("{ me { name } }").catch(() => ({ me: null }))).me).toBeNull();
});

test("a token is shown once, lets a program in, and is revoked", async ({ visit, company }) => {
  const { page, url } = visit;
  await logIn(visit, company.admin, "/account");
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByText("A value is required.").first()).toBeVisible();
  await dialog.getByLabel("Name", { exact: true }).fill("Label printer");
  await dialog.getByRole("checkbox", { name: "view products" }).check();
  await dialog.getByRole("button", { name: "Create" }).click();
  const secret = await dialog.getByLabel("Token", { exact: true }).inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  const ask = async () => {
    const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
    const body = JSON.stringify({ query: "{ products(first: 1) { nodes { code } } }" });
    return (await fetch(`${url}/graphql`, { method: "POST", headers, body })).json();
  };
  expect((await ask()).data.products.nodes).toHaveLength(1);
  const tokens = section(page, "API tokens");
  await expect(tokens.getByRole("listitem")).toContainText("Label printer");
  await expect(page.getByText(secret)).toHaveCount(0);
  await tokens.getByRole("button", { name: "Revoke Label printer" }).click();
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await expect(tokens.getByRole("listitem")).toHaveCount(0);
  expect((await ask()).errors).toHaveLength(1);
});

looked("a role is made and given, and the navigation of its user follows", async ({ visit, company, browser, it, look, shot }) => {
  const { page, url } = visit;
  const name = `Rita ${look}`;
  const person = company.server.user(`rita-${look}@shop.example`, name, "viewer");
  const keeper = `Keeper ${look}`;
  await logIn(visit, company.admin, "/roles", it);

  await page.getByRole("button", { name: it.accounts.role_new }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: it.form.create }).click();
  await expect(dialog.getByText(it.refusal.REQUIRED).first()).toBeVisible();
  await dialog.getByLabel(it.accounts.name).fill(keeper);
  await dialog.getByLabel(it.accounts.role_code, { exact: true }).fill(look);
  await dialog.getByRole("button", { name: it.form.create }).click();
  await expect(dialog).toHaveCount(0);
  const may = (permission) => page.getByRole("checkbox", { name: `${keeper}: ${it.permission[permission]}` });
  await may("accounts.manage").check();
  await page.getByRole("button", { name: it.form.save, exact: true }).click();
  await expect(page.getByText(it.form.saved)).toBeVisible();
  await page.reload();
  await expect(may("accounts.manage")).toBeChecked();
  await shot("roles");

  await page.getByRole("navigation", { name: it.app.navigation }).getByRole("link", { name: it.accounts.users }).click();
  await page.getByRole("searchbox").fill(`rita-${look}@`);
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: it.accounts.user_edit }).click();
  await dialog.getByRole("checkbox", { name: "viewer" }).uncheck();
  await dialog.getByRole("checkbox", { name: keeper }).check();
  await dialog.getByRole("button", { name: it.form.save }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("region", { name })).toContainText(keeper);

  const context = await browser.newContext({ locale: "en-GB" });
  const theirs = await context.newPage();
  await logIn({ page: theirs, url }, person, "/users");
  const links = theirs.getByRole("navigation").getByRole("link");
  await expect(links).toHaveText(["Users", "Roles"]);

  // Half a permission less, a whole group less: as soon as the page is loaded anew.
  await page.getByRole("navigation", { name: it.app.navigation }).getByRole("link", { name: it.accounts.roles }).click();
  await may("accounts.manage").uncheck();
  await may("sales_order.read").check();
  await page.getByRole("button", { name: it.form.save, exact: true }).click();
  // An earlier toast may still say that something is saved.
  await expect(page.locator(".save-bar")).toHaveCount(0);
  await theirs.reload();
  await expect(links).toHaveText(["Sales orders"]);
  await expect(theirs.getByText("You do not have access to this page")).toBeVisible();
  await context.close();
});

test("a user is made, kept out and let in again", async ({ visit, company }) => {
  const { page } = visit;
  await logIn(visit, company.admin, "/users");
  await page.getByRole("button", { name: "New user" }).click();
  const dialog = page.getByRole("dialog");
  const fill = async (email, password) => {
    await dialog.getByLabel("Name").fill("Uwe User");
    await dialog.getByLabel("E-mail").fill(email);
    await dialog.getByLabel("Initial password").fill(password);
    await dialog.getByRole("button", { name: "Create" }).click();
  };
  await fill("uwe@shop.example", "short");
  await expect(dialog.getByText("The password needs at least 8 characters")).toBeVisible();
  await fill("uwe@shop.example", "a long enough secret");
  await expect(page.getByText("Uwe User can log in now.")).toBeVisible();
  const person = { email: "uwe@shop.example", password: "a long enough secret" };
  await Api.login(company.server, person);

  await expect(page.getByRole("heading", { name: "Uwe User" })).toBeVisible();
  await page.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("button", { name: "Enable" })).toBeVisible();
  await expect(Api.login(company.server, person)).rejects.toThrow(/cannot log in/);
  await page.getByRole("button", { name: "Enable" }).click();
  await expect(page.getByRole("button", { name: "Disable" })).toBeVisible();
  await Api.login(company.server, person);
});
