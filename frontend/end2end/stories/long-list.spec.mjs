// Ten thousand rows, of a company of their own.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Server } from "../support/server.mjs";
import { expect, logIn, test } from "../support/story.mjs";

const ROWS = 10_000;
const LINES_OF_AN_ORDER = 100;

/** Orders of so many products, each another one. */
const orders = () => {
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const order = 900_000 + Math.floor(row / LINES_OF_AN_ORDER);
    return `${order},P${String(row).padStart(5, "0")},Product ${String(row).padStart(5, "0")},1,12/1/10 8:26,1.25,17850,United Kingdom`;
  });
  return `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n${lines.join("\n")}\n`;
};

/** Scrolls to places all over the page, and counts the frames in which a row's place on the screen was blank. */
const blankFrames = (page) =>
  page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const isRow = (y) => Boolean(document.elementFromPoint(innerWidth / 2, y)?.closest("tbody tr:not(.room)"));
    const body = document.querySelector("tbody");
    let blank = 0;
    for (let step = 0; step < 200; step += 1) {
      const height = document.documentElement.scrollHeight - innerHeight;
      // Small steps as of a wheel, and leaps as of a dragged scroll bar.
      scrollTo(0, step % 4 === 3 ? (height * ((step * 37) % 100)) / 100 : scrollY + 300);
      await frame();
      const { top, bottom } = body.getBoundingClientRect();
      // The head lies over the rows.
      const head = document.querySelector("thead th").getBoundingClientRect().bottom;
      const [from, to] = [Math.max(top, head, 0) + 4, Math.min(bottom, innerHeight) - 4];
      for (let part = 0; part <= 8; part += 1) if (to > from && !isRow(from + ((to - from) * part) / 8)) blank += 1;
    }
    return blank;
  });

test("ten thousand rows scroll without a blank one", async ({ page }) => {
  test.setTimeout(300_000);
  const folder = await mkdtemp(join(tmpdir(), "erp-long-list-"));
  const file = join(folder, "orders.csv");
  await writeFile(file, orders());
  const server = await Server.start(["import", "orders", file, "--map", "online-retail"]);
  try {
    await logIn({ page, url: server.url }, server.user("ada@list.example", "Ada Lister", "admin"), "/products");
    const shown = page.getByText(`of ${new Intl.NumberFormat("en-GB").format(1000)}+`);
    await expect(shown).toBeVisible();
    // To the end again and again: there the next page is asked for.
    await page.evaluate(async () => {
      const more = () => [...document.querySelectorAll(".table-foot button")].length > 0;
      while (more()) {
        scrollTo(0, document.documentElement.scrollHeight);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    });
    await expect(page.getByText(`${new Intl.NumberFormat("en-GB").format(ROWS)} of`)).toBeVisible();
    expect(await blankFrames(page)).toBe(0);
    expect(await page.getByRole("row").count()).toBeLessThan(150);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
