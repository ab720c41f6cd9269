// A small company, made through the API: what the stories work with.

const PRODUCTS = [
  ["KETTLE-01", "Enamel kettle, cream", "34.90", 20],
  ["TEAPOT-02", "Glass teapot, 1.2 l", "27.50", 20],
  ["MUG-BL", "Stoneware mug, blue", "8.75", 10],
  ["MUG-GR", "Stoneware mug, green", "8.75", 10],
  ["TRAY-OAK", "Oak tray, large", "42.00", 20],
  ["LANTERN", "White metal lantern", "16.20", 20],
];
const CUSTOMERS = [
  ["C-100", "Åkerlund & Söhne", "Hamburg"],
  ["C-101", "Boğaziçi Çay Evi", "İstanbul"],
  ["C-102", "Corner House Tea Rooms", "York"],
  ["C-103", "Ishikawa Trading", "Osaka"],
];

/** Makes warehouses, products with stock, and customers. */
export const furnish = async (api) => {
  const company = { warehouses: [], products: [], customers: [] };
  for (const [code, name] of [["HALL", "Great hall"], ["SHOP", "Shop floor"]]) {
    const { warehouse } = await api.mutate("warehouseCreate", "WarehouseCreateInput", { code, name }, "warehouse { id }");
    company.warehouses.push(warehouse.id);
  }
  for (const [code, name, unitPrice, taxPercent] of PRODUCTS) {
    const details = { code, name, unitPrice, taxPercent: String(taxPercent), reorderPoint: "25" };
    const { product } = await api.mutate("productCreate", "ProductCreateInput", { details }, "product { id }");
    company.products.push(product.id);
  }
  for (const [code, name, city] of CUSTOMERS) {
    const details = { code, name, city };
    const { customer } = await api.mutate("customerCreate", "CustomerCreateInput", { details }, "customer { id }");
    company.customers.push(customer.id);
  }
  const receive = (warehouseId, quantities) => {
    const lines = quantities.map((quantity, index) => ({ productId: company.products[index], quantity, unitCost: "4.00" }));
    return api.mutate("stockReceive", "StockReceiveInput", { warehouseId, lines }, "products { id }");
  };
  await receive(company.warehouses[0], ["400", "380", "900", "700", "160", "12"]);
  await receive(company.warehouses[1], ["15", "8", "60", "45"]);
  return company;
};

/** Writes a draft with lines of [product number, quantity], and gives its id and version. */
export const draft = async (api, company, { customer = 0, lines, ...rest }) => {
  const written = {
    customerId: company.customers[customer],
    lines: lines.map(([product, quantity]) => ({ productId: company.products[product], quantity })),
    ...rest,
  };
  const made = await api.mutate("salesOrderCreate", "SalesOrderCreateInput", { draft: written }, "salesOrder { id version }");
  return made.salesOrder;
};

/** Confirms a draft, and gives the order with its number. */
export const confirm = async (api, { id, version }) => {
  const input = { id, expectedVersion: version };
  const selection = "salesOrder { id version number items { id quantity reserved { warehouseId quantity } } }";
  return (await api.mutate("salesOrderConfirm", "SalesOrderConfirmInput", input, selection)).salesOrder;
};

/** Ships all that is set aside for an order. */
export const ship = async (api, { id, version, items }) => {
  const lines = items.flatMap((item) =>
    item.reserved.map(({ warehouseId, quantity }) => ({ itemId: item.id, warehouseId, quantity })),
  );
  const input = { orderId: id, expectedVersion: version, lines };
  return (await api.mutate("shipmentCreate", "ShipmentCreateInput", input, "salesOrder { id version }")).salesOrder;
};

/** A year of orders in different states. */
export const trade = async (api, company, count = 70) => {
  const today = new Date();
  for (let index = 0; index < count; index += 1) {
    const day = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 11 + Math.floor((index * 12) / count), 3 + (index % 20)));
    if (day > today) day.setTime(today.getTime());
    const lines = [[index % 6 === 5 ? 4 : index % 6, String(1 + (index % 3))], [(index + 2) % 4, "2"]];
    const made = await draft(api, company, {
      customer: index % 4,
      lines,
      orderDate: day.toISOString().slice(0, 10),
      customerReference: `PO-${7000 + index}`,
    });
    if (index % 9 === 8) continue;
    const confirmed = await confirm(api, made);
    if (index % 5 < 3) await ship(api, confirmed);
  }
};
