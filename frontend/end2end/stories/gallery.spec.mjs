// The page of every component, where the build has it: ERP_WEB_ROOT=target/web-gallery, see `cargo xtask web --gallery`.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import AxeBuilder from "@axe-core/playwright";

import { looked } from "../support/looks.mjs";
import { expect, logIn, test } from "../support/story.mjs";

const assets = join(process.env.ERP_WEB_ROOT ?? "", "assets");
const hasGallery = existsSync(assets) && readdirSync(assets).some((name) => name.startsWith("gallery-"));

test.skip(!hasGallery, "this build has no gallery");
test.use({ flat: false });

looked("every component is there in every state, and shuts nobody out", async ({ visit, company, it, shot }) => {
  const { page } = visit;
  await logIn(visit, company.admin, "/gallery", it);
  await expect(page.getByRole("heading", { name: it.gallery.title })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await page.getByRole("tab", { name: it.gallery.number }).click();
  await expect(page.getByRole("tabpanel")).toContainText("12");
  await page.getByRole("button", { name: it.gallery.dialog }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await shot("gallery");
});
