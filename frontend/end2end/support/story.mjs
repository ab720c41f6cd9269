// What every story stands on: one furnished company a worker, and a browser page that may not complain.
import { fileURLToPath } from "node:url";

import { expect, test as base } from "@playwright/test";

import { Api } from "./api.mjs";
import { furnish, trade } from "./company.mjs";
import { Server } from "./server.mjs";

/** Orders of the past, with the mess that real files have. */
const IMPORTED = fileURLToPath(new URL("../../../server/tests/it/import/orders.csv", import.meta.url));

export const test = base.extend({
  company: [
    async ({}, use) => {
      const server = await Server.start(["import", "orders", IMPORTED, "--map", "online-retail"]);
      try {
        const admin = server.user("admin@shop.example", "Ada Lovelace", "admin");
        const viewer = server.user("viewer@shop.example", "Vera Viewer", "viewer");
        const api = await Api.login(server, admin);
        const goods = await furnish(api);
        await trade(api, goods);
        await use({ server, api, admin, viewer, ...goods });
      } finally {
        await server.stop();
      }
    },
    { scope: "worker", timeout: 120_000 },
  ],

  /** Whether panels are drawn without glass. */
  flat: [true, { option: true }],

  /** A browser page, and all that it fetched; the story fails when it complained about anything. */
  visit: async ({ page, company, flat }, use) => {
    const visit = { page, url: company.server.url, complaints: [], fetched: [], expected: () => false };
    page.on("console", (message) => {
      // The stories' own doing, see playwright.config.mjs.
      if (message.text().includes("blocked by Playwright")) return;
      if (["error", "warning"].includes(message.type())) visit.complaints.push(message.text());
    });
    page.on("pageerror", (error) => visit.complaints.push(String(error)));
    page.on("requestfinished", async (request) => {
      // What ends with the page has no story to tell any more.
      const response = await request.response().catch(() => null);
      if (!response || response.fromServiceWorker()) return;
      const sizes = await request.sizes().catch(() => null);
      if (!sizes) return;
      const { responseBodySize, responseHeadersSize } = sizes;
      const path = new URL(request.url()).pathname;
      visit.fetched.push({ path, status: response.status(), bytes: responseBodySize + responseHeadersSize });
    });
    // Without a graphics card a browser draws glass pixel by pixel: most stories do without.
    if (flat) {
      const devtools = await page.context().newCDPSession(page);
      await devtools.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-reduced-transparency", value: "reduce" }] });
    }
    await page.addInitScript(() => {
      globalThis.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifted += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await use(visit);
    expect(visit.complaints.filter((complaint) => !visit.expected(complaint))).toEqual([]);
  },
});

export { expect };

/** The modules beside the app's own, without their hashes, in the order they came. */
export const modules = (visit) =>
  visit.fetched
    .filter(({ path }) => path.endsWith(".wasm"))
    .map(({ path }) => path.replace(/^.*\/|-[0-9a-f]{12}\.wasm$/g, ""))
    .filter((name) => name !== "app");

/** Logs in, and waits until the page behind it stands; `it` has the words of the page. */
export const logIn = async ({ page, url }, { email, name, password }, to = "/", it = { login: { email: "E-mail", password: "Password" } }) => {
  await page.goto(url + to);
  await page.getByLabel(it.login.email).fill(email);
  await page.getByLabel(it.login.password).fill(password);
  await page.keyboard.press("Enter");
  await expect(page.locator(".who-text")).toContainText(name);
};

/** How far things have moved by themselves since the document was loaded. */
export const shifted = (page) => page.evaluate(() => globalThis.shifted);

/** Waits until the page has drawn all that it asked for. */
export const settled = async (page) => {
  await expect(page.locator("#splash")).toHaveCount(0);
  await expect(page.locator('.skeleton:visible, .refreshing, [aria-busy="true"]')).toHaveCount(0);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
};
