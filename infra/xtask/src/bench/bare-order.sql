BEGIN;
INSERT INTO bare_order (customer_id, order_date, currency, net_amount, tax_amount, total_amount)
    VALUES (1, '2026-01-01', 'EUR', 3000000, 600000, 3600000) RETURNING id \gset
INSERT INTO bare_item (order_id, position, product_id, description, quantity, unit_price, tax_percent, net_amount, tax_amount, gross_amount)
    VALUES (:id, 0, 1, 'One', 1000, 1000000, 20000, 1000000, 200000, 1200000),
           (:id, 1, 2, 'Two', 1000, 1000000, 20000, 1000000, 200000, 1200000),
           (:id, 2, 3, 'Three', 1000, 1000000, 20000, 1000000, 200000, 1200000);
COMMIT;
