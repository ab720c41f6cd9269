// The looks that a story is told in: each language, each theme and each size with one another, and its words.
import { readdirSync, readFileSync } from "node:fs";

import { test } from "./story.mjs";

const FOLDER = new URL("../../locales/", import.meta.url);

/** All that the app says in a language: `words("en").sales.title`. */
export const words = (language) => {
  const files = readdirSync(new URL(`${language}/`, FOLDER));
  const read = (file) => JSON.parse(readFileSync(new URL(`${language}/${file}`, FOLDER), "utf8"));
  return Object.fromEntries(files.map((file) => [file.replace(/\.json$/, ""), read(file)]));
};

/** A text with its places filled in; one with a count in the form for it. */
export const said = (text, places) => {
  const form = typeof text === "string" ? text : ((places.count === 1 && text.one) || text.other);
  return form.replace(/\{(\w+)\}/g, (_, place) => places[place]);
};

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const LOOKS = [
  ["en", "light", DESK],
  ["tr", "dark", DESK],
  ["en", "dark", PHONE],
  ["tr", "light", PHONE],
];

/** Tells a story in each look. It gets the words of the look as `it`, and `shot(name)` that keeps a picture of it. */
export const looked = (name, story) => {
  for (const [language, theme, viewport] of LOOKS) {
    const look = `${language}-${theme}-${viewport.width}`;
    test(`${name}: ${language}, ${theme}, ${viewport.width} px`, async ({ visit, company, browser }) => {
      const { page } = visit;
      await page.setViewportSize(viewport);
      await page.addInitScript(([language, theme]) => {
        localStorage.setItem("language", language);
        localStorage.setItem("theme", theme);
      }, [language, theme]);
      const shot = (name) => page.screenshot({ path: `artifacts/${name}-${look}.png` });
      await story({ visit, company, browser, it: words(language), language, look, shot });
    });
  }
};
