// Every page that somebody who may do everything can open.
import { readFile } from "node:fs/promises";

import { draft } from "./company.mjs";

/** What the app declares of its pages (`frontend/src/places.rs`); a test of the app writes it. */
export const declared = JSON.parse(await readFile(new URL("./pages.json", import.meta.url), "utf8"));

/** A heading that shows a page is there, where its title is none; null for a sheet of paper. */
const HEADINGS = {
  "/": "Sales by month",
  "/sales/orders/{order}": "Lines",
  "/sales/orders/{order}/edit": "Lines",
  "/sales/orders/{order}/print": null,
  "/customers/{customer}": "Credit",
  "/products/{product}": "Stock",
  "/users/{user}": "Password and access",
};

/** What a page shows nothing without. */
const QUERIES = { "/stock/as-of": (ids) => `?product=${ids.product}` };

/** Their addresses, each with a heading that shows it is there; makes what they are about once a company. */
export const pages = async (company) => {
  company.sample ??= (await draft(company.api, company, { customer: 0, lines: [[0, "1"], [1, "2"]] })).id;
  company.someone ??= (await company.api.query("{ users(first: 1) { nodes { id } } }")).users.nodes[0].id;
  const [customer, product] = [company.customers[0], company.products[0]];
  const ids = { order: company.sample, user: company.someone, customer, product };
  const addresses = declared.map(({ path, title }) => {
    const address = path.replaceAll(/\{(\w+)\}/g, (braced, name) => ids[name] ?? braced) + (QUERIES[path]?.(ids) ?? "");
    return [address, path in HEADINGS ? HEADINGS[path] : title];
  });
  // The way in is no page of somebody who is in; a draft has no shipment to be packed.
  return addresses.filter(([address]) => address !== "/login" && !address.includes("{"));
};

/** An address as the name of a file. */
export const fileName = (path) => path.replaceAll(/[/?=]/g, "-").replaceAll(/_\d+/g, "");
