// The web app in a real browser, against its own server and database. Run it as
//   ERP_BIN=<erp> ERP_WEB_ROOT=<built web app> npx playwright test
// ERP_CHROMIUM names the browser where it is not /usr/bin/chromium.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "stories",
  outputDir: "artifacts/results",
  // Each worker has a server and a company of its own.
  workers: 2,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/Istanbul",
    // What the worker answers is beyond the stories' reach; the one about it lets it in.
    serviceWorkers: "block",
    reducedMotion: "reduce",
    viewport: { width: 1280, height: 800 },
    screenshot: "only-on-failure",
    // A trace costs a fifth of the time: `npx playwright test --trace on` makes one.
    trace: "off",
    launchOptions: {
      executablePath: process.env.ERP_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
});
