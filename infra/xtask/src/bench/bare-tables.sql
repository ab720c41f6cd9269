CREATE TABLE bare_order (LIKE erp_salesorder INCLUDING ALL);
CREATE TABLE bare_item (LIKE erp_salesorderitem INCLUDING ALL);
