// Everybody gets in: no page breaks a rule of WCAG 2.2 AA that a machine can check, in both themes.
import AxeBuilder from "@axe-core/playwright";

import { pages } from "../support/pages.mjs";
import { expect, logIn, settled, test } from "../support/story.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// What the panels' glass lets through counts.
test.use({ flat: false });

/** What is wrong on the page as it stands, in both themes. */
const violations = async (page) => {
  const found = [];
  for (const theme of ["light", "dark"]) {
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    for (const { id, nodes } of violations) {
      found.push(`${theme}, ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    }
  }
  return found;
};

test("no page shuts anybody out, in either theme", async ({ visit, company }) => {
  test.setTimeout(240_000);
  const { page, url } = visit;
  await page.goto(`${url}/login`);
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  expect.soft(await violations(page), "login").toEqual([]);
  await logIn(visit, company.admin);
  for (const [path, heading] of await pages(company)) {
    await page.goto(url + path);
    if (heading) await expect(page.getByRole("heading", { name: heading }).first()).toBeVisible();
    await settled(page);
    expect.soft(await violations(page), path).toEqual([]);
  }
  // On a phone less is shown, and what is hidden may have been the name of something.
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/", "/sales/orders", `/sales/orders/${company.sample}`, `/sales/orders/${company.sample}/edit`]) {
    await page.goto(url + path);
    await settled(page);
    expect.soft(await violations(page), `${path} on a phone`).toEqual([]);
  }
  await page.goto(url);
  await settled(page);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("listbox").getByRole("option").first()).toBeVisible();
  expect.soft(await violations(page), "palette").toEqual([]);
});
