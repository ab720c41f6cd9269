\set offset random(0, 99)
SELECT id, number, order_date, status, total_amount, customer_id FROM erp_salesorder
    ORDER BY order_date DESC, id DESC LIMIT 20 OFFSET :offset;
SELECT id, code, name, city FROM erp_customer WHERE id IN (SELECT customer_id FROM (SELECT customer_id FROM erp_salesorder
    ORDER BY order_date DESC, id DESC LIMIT 20 OFFSET :offset) AS page);
SELECT id, order_id, product_id, quantity, unit_price, net_amount FROM erp_salesorderitem WHERE order_id IN (SELECT id FROM
    (SELECT id FROM erp_salesorder ORDER BY order_date DESC, id DESC LIMIT 20 OFFSET :offset) AS page) ORDER BY id;
SELECT id, code, name, unit FROM erp_product WHERE id IN (SELECT product_id FROM erp_salesorderitem WHERE order_id IN (SELECT
    id FROM (SELECT id FROM erp_salesorder ORDER BY order_date DESC, id DESC LIMIT 20 OFFSET :offset) AS page));
