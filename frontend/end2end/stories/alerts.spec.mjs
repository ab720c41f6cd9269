// A limit is passed under load: the page tells while it is looked at, and tells when it is over.
import { expect, logIn, test } from "../support/story.mjs";

const TRACES = "http://127.0.0.1:16686/trace/";
/** What lets the story end: minutes are looked at when they are over, and each look comes within this. */
const LOOK_S = 5;

test("under load figures move, slow statements lead to their traces, and an alert fires and ends", async ({ visit, company }) => {
  test.setTimeout(240_000);
  const { page } = visit;
  const { server, api } = company;
  // Every statement is a slow one; what the server does by itself stays below the limit.
  Object.assign(server.env, {
    ERP_SLOW_QUERY_MS: "0",
    ERP_ALERTS: "slow_queries=300:0,hit_rate=off,p95=off,disk=off",
    ERP_ALERT_EVERY_S: String(LOOK_S),
    OTEL_UI_URL: `${TRACES}{traceId}`,
  });
  await server.pause();
  await server.serve();
  try {
    await logIn(visit, company.admin, "/operate/performance");
    const summary = page.getByRole("status").filter({ hasText: /No alerts|Limits breached/ });
    await expect(summary).toHaveText("No alerts.");
    const requests = page.getByRole("region", { name: "Last hour" }).locator(".figure", { hasText: "Requests" });
    const before = await requests.locator(".figure-value").textContent();

    const load = async () => {
      for (let turn = 0; turn < 60; turn += 1) {
        await api.query("query Forced($n: Int!) { salesOrders(first: $n) { nodes { id itemCount items { id } } } }", { n: 1 + (turn % 50) });
      }
    };
    await Promise.all([load(), load(), load()]);
    await expect(requests.locator(".figure-value")).not.toHaveText(before);
    await expect(page.getByRole("row").filter({ hasText: "query Forced" })).toBeVisible();
    await page.getByRole("tab", { name: "Queries" }).click();
    const slow = page.getByRole("row").filter({ hasText: "erp_salesorderitem" }).first();
    await expect(slow.getByRole("link", { name: "Trace" })).toHaveAttribute("href", new RegExp(`^${TRACES}[0-9a-f]{32}$`));

    await page.getByRole("tab", { name: "Alerts" }).click();
    const rule = page.getByRole("region", { name: "Limits" }).getByRole("row").filter({ hasText: "Slow queries per minute" });
    await expect(rule).toContainText("Breached, notified", { timeout: 75_000 });
    await expect(summary).toHaveText("Limits breached: Slow queries per minute.");
    const past = page.getByRole("region", { name: "Past alerts" }).getByRole("row").filter({ hasText: "Slow queries per minute" });
    await expect(past).toContainText("ongoing");
    await page.screenshot({ path: "artifacts/alerts.png", fullPage: true });
    await expect(rule).toContainText("Within limit", { timeout: 90_000 });
    await expect(summary).toHaveText("No alerts.");
    await expect(past).not.toContainText("ongoing");
  } finally {
    for (const name of ["ERP_SLOW_QUERY_MS", "ERP_ALERTS", "ERP_ALERT_EVERY_S", "OTEL_UI_URL"]) delete server.env[name];
    await page.goto("about:blank");
    await server.pause();
    await server.serve();
  }
});
