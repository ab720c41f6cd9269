// Every page that somebody who may do everything can open.
import { draft } from "./company.mjs";

/** Their addresses, each with a heading that shows it is there; makes what they are about once a company. */
export const pages = async (company) => {
  company.sample ??= (await draft(company.api, company, { customer: 0, lines: [[0, "1"], [1, "2"]] })).id;
  company.someone ??= (await company.api.query("{ users(first: 1) { nodes { id } } }")).users.nodes[0].id;
  return [
    ["/", "Sales by month"],
    ["/sales/orders", "Sales orders"],
    ["/sales/orders/new", "New sales order"],
    [`/sales/orders/${company.sample}`, "Lines"],
    [`/sales/orders/${company.sample}/edit`, "Lines"],
    [`/sales/orders/${company.sample}/print`, null],
    ["/customers", "Customers"],
    [`/customers/${company.customers[0]}`, "Credit"],
    ["/products", "Products"],
    [`/products/${company.products[0]}`, "Stock"],
    ["/categories", "Categories"],
    ["/stock/levels", "Stock levels"],
    ["/stock/ledger", "Stock ledger"],
    [`/stock/as-of?product=${company.products[0]}`, "Stock as of a date"],
    ["/stock/warehouses", "Warehouses"],
    ["/account", "My account"],
    ["/users", "Users"],
    [`/users/${company.someone}`, "Password and access"],
    ["/roles", "Roles"],
    ["/settings", "Settings"],
    ["/operate/performance", "Performance"],
  ];
};

/** An address as the name of a file. */
export const fileName = (path) => path.replaceAll(/[/?=]/g, "-").replaceAll(/_\d+/g, "");
