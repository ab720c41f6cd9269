//! Importing the orders of another system. `orders.csv` is made up and has the mess of real files: lines end in CR
//! alone, customers are missing, fees stand among goods, cancellations, an order whose rows do not stand together,
//! texts that are no numbers, and a last row that is cut off.

mod real;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use domain::{Money, Quantity};
use platform::error::Error;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use server::import::{self, Mapping, Options, Report};

use crate::support::{TestApp, invariants, on_both_engines};

/// Orders, units and money of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Day {
    orders: i64,
    units: i64,
    money: i64,
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/import/orders.csv")
}

fn preset() -> Mapping {
    Mapping::load("online-retail").unwrap()
}

async fn run(app: &TestApp, file: &Path, dry_run: bool) -> Report {
    import::orders(&app.app, file, &preset(), Options { dry_run }, |_| ()).await.unwrap()
}

/// What the database holds, by day.
async fn booked(app: &TestApp) -> BTreeMap<String, Day> {
    let sql = "SELECT CAST(o.order_date AS TEXT) AS day, COUNT(DISTINCT o.id) AS orders,
        CAST(SUM(i.quantity) AS BIGINT) AS units, CAST(SUM(i.net_amount) AS BIGINT) AS money
        FROM erp_salesorder o JOIN erp_salesorderitem i ON i.order_id = o.id
        WHERE o.external_ref LIKE 'online-retail:%' GROUP BY 1";
    let reader = app.app.db.reader();
    let statement = Statement::from_string(reader.get_database_backend(), sql);
    let rows = reader.query_all_raw(statement).await.unwrap();
    let days = rows.iter().map(|row| {
        let number = |place: usize| row.try_get_by_index::<i64>(place).unwrap();
        (row.try_get_by_index(0).unwrap(), Day { orders: number(1), units: number(2), money: number(3) })
    });
    days.collect()
}

/// A file of `orders` orders of two lines.
fn long_file(orders: usize) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country").unwrap();
    for number in 0..orders {
        for line in 0..2 {
            let (code, customer, day) = (number % 7 + line, number % 5, number % 28 + 1);
            writeln!(file, "{number},G{code},Good {code},{},12/{day}/10 8:00,1.25,{customer},France", line + 1)
                .unwrap();
        }
    }
    file
}

on_both_engines! {
    async fn a_messy_file_is_booked_and_every_row_accounted_for(app) {
        let report = run(&app, &fixture(), false).await;
        assert!(report.adds_up(), "{report}");
        assert_eq!((report.rows, report.imported_lines, report.cancelled_rows, report.rejected_rows), (18, 9, 2, 7));
        assert_eq!(report.unreadable_rows, 5, "{report}");
        assert_eq!((report.orders, report.cancellations, report.walk_in_orders, report.fee_lines), (5, 1, 1, 2));
        assert_eq!(report.cancellation_references, ["C9003"]);
        let rejected: Vec<(u64, &str)> = report.rejected.iter().map(|row| (row.line, row.column.as_str())).collect();
        let expected = [(9, "Quantity"), (12, "Quantity"), (13, "InvoiceDate"), (14, "Quantity"), (16, "StockCode"),
            (17, "InvoiceNo"), (19, "StockCode")];
        assert_eq!(rejected, expected, "{report}");

        let day = |orders: i64, units: &str, money: &str| Day {
            orders,
            units: units.parse::<Quantity>().unwrap().raw(),
            money: money.parse::<Money>().unwrap().raw(),
        };
        let expected = BTreeMap::from([
            ("2010-12-01".to_owned(), day(2, "22", "65.28")),
            ("2010-12-02".to_owned(), day(2, "148", "447.45")),
            ("2010-12-03".to_owned(), day(1, "3", "12.75")),
        ]);
        assert_eq!(booked(&app).await, expected);
        invariants::hold(&app).await;

        let viewer = app.as_role("viewer");
        let answer = viewer.ask("{ salesOrders(first: 9) { nodes { status fulfilment customer { code name } } } }", json!({}));
        let answer = answer.await;
        let orders = answer["salesOrders"]["nodes"].as_array().unwrap();
        assert!(orders.iter().all(|order| order["status"] == "SHIPPED" && order["fulfilment"] == "FULL"), "{answer}");
        assert_eq!(orders.iter().filter(|order| order["customer"]["code"] == "WALK-IN").count(), 1);
        let answer = viewer.ask("{ products(first: 9) { nodes { code name isService } } }", json!({})).await;
        let products: BTreeMap<&str, &Value> =
            answer["products"]["nodes"].as_array().unwrap().iter().map(|row| (row["code"].as_str().unwrap(), row)).collect();
        assert_eq!(products["POST"]["isService"], true);
        assert_eq!(products["MUG-RED"]["name"], "RED ENAMEL MUG");
        assert_eq!(products["TRAY 1"]["name"], "CAFÉ TRAY");
        assert_eq!(app.number("SELECT COUNT(*) FROM erp_stocklevel WHERE on_hand <> 0").await, 0);
    }

    async fn a_second_run_changes_nothing(app) {
        let first = run(&app, &fixture(), false).await;
        let before = app.everything().await;
        let second = run(&app, &fixture(), false).await;
        assert!(second.adds_up(), "{second}");
        assert_eq!((second.orders, second.unchanged_orders), (0, first.orders));
        assert_eq!(second.unchanged_rows, first.imported_lines);
        assert_eq!((second.customers, second.products), (0, 0));
        assert_eq!(app.everything().await, before);
    }

    async fn a_dry_run_tells_the_same_and_writes_nothing(app) {
        let before = app.everything().await;
        let mut rehearsed = run(&app, &fixture(), true).await;
        assert_eq!(app.everything().await, before);
        let mut real = run(&app, &fixture(), false).await;
        assert!(rehearsed.dry_run);
        (rehearsed.dry_run, rehearsed.elapsed_ms, real.elapsed_ms) = (false, 0, 0);
        assert_eq!(rehearsed, real);
    }

    async fn a_dry_run_needs_no_company(app) {
        app.outside("DELETE FROM settings_company").await;
        app.outside("DELETE FROM erp_warehouse").await;
        let before = app.everything().await;
        let mut rehearsed = run(&app, &fixture(), true).await;
        assert_eq!(app.everything().await, before);
        let mut real = run(&app, &fixture(), false).await;
        (rehearsed.dry_run, rehearsed.elapsed_ms, real.elapsed_ms) = (false, 0, 0);
        assert_eq!(rehearsed, real);
    }

    async fn a_run_that_was_stopped_goes_on(app) {
        let file = long_file(170);
        let (sender, first_batch) = tokio::sync::oneshot::channel();
        let sender = std::sync::Mutex::new(Some(sender));
        let mapping = preset();
        let stopped = import::orders(&app.app, file.path(), &mapping, Options::default(), |_| {
            sender.lock().unwrap().take().map(|sender| sender.send(()));
        });
        tokio::select! {
            report = stopped => panic!("it ended before it was stopped: {report:?}"),
            _ = first_batch => {}
        }
        let there = app.number("SELECT COUNT(*) FROM erp_salesorder").await;
        assert!((1..170).contains(&there), "{there}");
        let report = run(&app, file.path(), false).await;
        assert!(report.adds_up(), "{report}");
        assert_eq!(report.orders + report.unchanged_orders, 170);
        assert!(report.unchanged_orders > 0);
        assert_eq!(app.number("SELECT COUNT(*) FROM erp_salesorder").await, 170);
        assert_eq!(app.number("SELECT COUNT(*) FROM import_run").await, 1, "it is the same run");
        invariants::hold(&app).await;
    }

    async fn an_order_of_more_lines_than_a_statement_takes_is_booked(app) {
        const LINES: usize = 2_700;
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(file, "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country").unwrap();
        for line in 0..LINES {
            writeln!(file, "9700,P{line},Product {line},2,12/1/10 8:26,1.25,701,United Kingdom").unwrap();
        }
        let report = run(&app, file.path(), false).await;
        assert_eq!((report.orders, report.imported_lines), (1, 2_700));
        assert_eq!(app.number("SELECT COUNT(*) FROM erp_salesorderitem").await, 2_700);
        assert_eq!(app.number("SELECT COUNT(*) FROM erp_stocktransaction").await, 2 * 2_700);
        invariants::hold(&app).await;
    }

    async fn what_is_no_file_of_orders_is_refused_at_once(app) {
        let before = app.everything().await;
        let mut other = tempfile::NamedTempFile::new().unwrap();
        writeln!(other, "name,age\nbob,7").unwrap();
        let empty = tempfile::NamedTempFile::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let cases = [
            (other.path().to_owned(), "no column InvoiceNo"),
            (empty.path().to_owned(), "no column InvoiceNo"),
            (folder.path().to_owned(), "folder"),
            (folder.path().join("missing.csv"), "No such file"),
        ];
        for (file, expected) in cases {
            let refused = import::orders(&app.app, &file, &preset(), Options::default(), |_| ()).await;
            let Err(Error::BadInput { message, .. }) = refused else { panic!("{}: {refused:?}", file.display()) };
            assert!(message.contains(expected), "{message}");
        }
        assert_eq!(app.everything().await, before);
    }
}

#[test]
fn a_map_that_is_not_there_names_the_presets() {
    let Err(Error::BadInput { message, .. }) = Mapping::load("offline-retail") else { panic!("it is there") };
    assert!(message.contains("online-retail"), "{message}");
}
