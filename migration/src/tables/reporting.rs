//! Views for BI tools, PostgreSQL only: schema `reporting`, with amounts and quantities as `NUMERIC`.
//!
//! Read-only: PostgreSQL would let a plain view be written through, so a trigger refuses it.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0010_reporting",
    up: &[Script::Postgres(MASTER_DATA), Script::Postgres(ORDERS), Script::Postgres(READ_ONLY)],
    down: &[Script::Postgres(
        "DROP VIEW reporting.sales_order_items;
         DROP VIEW reporting.sales_orders;
         DROP VIEW reporting.stock_levels;
         DROP VIEW reporting.products;
         DROP VIEW reporting.customers;
         DROP FUNCTION reporting.read_only();
         DROP SCHEMA reporting;",
    )],
};

const MASTER_DATA: &str = "
CREATE SCHEMA reporting;

CREATE VIEW reporting.customers AS
SELECT id, code, name, customer_type, email, phone, address, city, country, tax_number, is_active, on_stop,
    (credit_limit / 10000.0)::numeric(19, 4) AS credit_limit,
    (exposure / 10000.0)::numeric(19, 4) AS exposure,
    external_ref, created_at, updated_at
FROM erp_customer;

CREATE VIEW reporting.products AS
SELECT product.id, product.code, product.name, product.description, product.category_id,
    category.code AS category_code, category.name AS category_name, product.kind, product.unit, product.barcode,
    (product.unit_price / 10000.0)::numeric(19, 4) AS unit_price,
    (product.tax_percent / 1000.0)::numeric(6, 3) AS tax_percent,
    (product.reorder_point / 1000.0)::numeric(19, 3) AS reorder_point,
    (product.average_cost / 10000.0)::numeric(19, 4) AS average_cost,
    product.is_active, product.external_ref, product.created_at, product.updated_at
FROM erp_product AS product
LEFT JOIN erp_productcategory AS category ON category.id = product.category_id;

CREATE VIEW reporting.stock_levels AS
SELECT level.product_id, product.code AS product_code, level.warehouse_id, warehouse.code AS warehouse_code,
    (level.on_hand / 1000.0)::numeric(19, 3) AS on_hand,
    (level.reserved / 1000.0)::numeric(19, 3) AS reserved,
    ((level.on_hand - level.reserved) / 1000.0)::numeric(19, 3) AS available
FROM erp_stocklevel AS level
JOIN erp_product AS product ON product.id = level.product_id
JOIN erp_warehouse AS warehouse ON warehouse.id = level.warehouse_id;
";

const ORDERS: &str = "
CREATE VIEW reporting.sales_orders AS
SELECT sale.id, sale.number, sale.customer_id, customer.code AS customer_code, customer.name AS customer_name,
    sale.order_date, sale.status, sale.currency, sale.prices_include_tax,
    (sale.net_amount / 10000.0)::numeric(19, 4) AS net_amount,
    (sale.tax_amount / 10000.0)::numeric(19, 4) AS tax_amount,
    (sale.rounding_amount / 10000.0)::numeric(19, 4) AS rounding_amount,
    (sale.total_amount / 10000.0)::numeric(19, 4) AS total_amount,
    (sale.shipped_amount / 10000.0)::numeric(19, 4) AS shipped_amount,
    sale.customer_reference, sale.external_ref, sale.confirmed_at, sale.created_at, sale.updated_at
FROM erp_salesorder AS sale
JOIN erp_customer AS customer ON customer.id = sale.customer_id;

CREATE VIEW reporting.sales_order_items AS
SELECT item.id, item.order_id, item.position, item.product_id, product.code AS product_code, item.description,
    (item.quantity / 1000.0)::numeric(19, 3) AS quantity,
    (item.shipped_quantity / 1000.0)::numeric(19, 3) AS shipped_quantity,
    (item.unit_price / 10000.0)::numeric(19, 4) AS unit_price,
    (item.tax_percent / 1000.0)::numeric(6, 3) AS tax_percent,
    (item.net_amount / 10000.0)::numeric(19, 4) AS net_amount,
    (item.tax_amount / 10000.0)::numeric(19, 4) AS tax_amount,
    (item.gross_amount / 10000.0)::numeric(19, 4) AS gross_amount
FROM erp_salesorderitem AS item
JOIN erp_product AS product ON product.id = item.product_id;
";

const READ_ONLY: &str = "
CREATE FUNCTION reporting.read_only() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'reporting.% is read-only', TG_TABLE_NAME USING ERRCODE = 'read_only_sql_transaction';
END
$body$;
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON reporting.customers
    FOR EACH ROW EXECUTE FUNCTION reporting.read_only();
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON reporting.products
    FOR EACH ROW EXECUTE FUNCTION reporting.read_only();
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON reporting.stock_levels
    FOR EACH ROW EXECUTE FUNCTION reporting.read_only();
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON reporting.sales_orders
    FOR EACH ROW EXECUTE FUNCTION reporting.read_only();
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON reporting.sales_order_items
    FOR EACH ROW EXECUTE FUNCTION reporting.read_only();
";
