// The web app in a real browser, against its own server and database. Run it as
//   ERP_BIN=<erp> ERP_WEB_ROOT=<built web app> npx playwright test
// ERP_CHROMIUM names the browser where it is not /usr/bin/chromium.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "stories",
  outputDir: "artifacts/results",
  // Each story has a server of its own; two at once would only wait for each other on a small machine.
  workers: 1,
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
    viewport: { width: 1280, height: 800 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.ERP_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
});
