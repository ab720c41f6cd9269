// The app as an installed one: its shell opens without a network, data is never kept, and a new version is offered.
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, logIn, test } from "../support/story.mjs";

test.use({ serviceWorkers: "allow" });

const kept = (page) =>
  page.evaluate(async () => {
    const paths = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname);
    }
    return paths;
  });

test("the shell opens while the server is gone, and holds no data", async ({ visit, company }) => {
  const { page } = visit;
  visit.expected = (complaint) => /net::ERR_|Failed to (fetch|load resource)/.test(complaint);
  await logIn(visit, company.admin);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sales by month" })).toBeVisible();
  await expect.poll(async () => (await kept(page)).some((path) => path.includes("dashboard"))).toBe(true);
  const paths = await kept(page);
  expect(paths.filter((path) => path !== "/" && !path.startsWith("/assets/"))).toEqual([]);

  await company.server.pause();
  try {
    await page.reload();
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
    await expect(page.getByText("No connection to the server.")).toBeVisible();
  } finally {
    await company.server.serve();
  }
  await expect(page.getByRole("heading", { name: "Sales by month" })).toBeVisible();
});

test("a new version is offered, and loaded when the user says so", async ({ visit, company }) => {
  const { page } = visit;
  const { server } = company;
  await logIn(visit, company.admin);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  const version = () => page.evaluate(async () => (await caches.keys()).at(-1));
  const before = await version();

  const old = server.env.ERP_WEB_ROOT;
  const root = join(server.folder, "web");
  await cp(old, root, { recursive: true });
  const worker = await readFile(join(root, "sw.js"), "utf8");
  await writeFile(join(root, "sw.js"), worker.replace(before, "another-version"));
  for (const file of ["sw.js.br", "sw.js.gz"]) await rm(join(root, file));
  await server.pause();
  server.env.ERP_WEB_ROOT = root;
  await server.serve();
  try {
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await expect(page.getByText("A new version is ready.")).toBeVisible();
    const reloaded = page.waitForEvent("load");
    await page.getByRole("button", { name: "Load it" }).click();
    await reloaded;
    await expect.poll(version).toBe("another-version");
    await expect(page.getByText("A new version is ready.")).toBeHidden();
  } finally {
    await server.pause();
    server.env.ERP_WEB_ROOT = old;
    await server.serve();
  }
});

test("the browser can install it", async ({ visit }) => {
  const { page, url } = visit;
  await page.goto(url);
  const href = await page.locator('link[rel="manifest"]').getAttribute("href");
  const answer = await page.request.get(url + href);
  expect(answer.headers()["content-type"]).toContain("application/manifest+json");
  const manifest = await answer.json();
  expect(manifest.display).toBe("standalone");
  for (const { src, type } of manifest.icons) {
    const icon = await page.request.get(url + src);
    expect(icon.ok(), src).toBe(true);
    expect(icon.headers()["content-type"]).toContain(type);
  }
});
