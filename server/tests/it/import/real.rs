//! The real file, where `ERP_REAL_DATA` names its folder: what was booked equals sums made straight from the CSV.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use domain::{Currency, Money, Quantity};

use super::{Day, booked, run};
use crate::support::{invariants, on_both_engines};

fn real_file() -> Option<PathBuf> {
    let folder = std::env::var_os("ERP_REAL_DATA")?;
    Some(Path::new(&folder).join("online_retail_2010-12.csv"))
}

/// The sums of the goods and fees that were sold, by day: read here by other code than the importer's.
fn sums(file: &Path) -> BTreeMap<String, Day> {
    let bytes = std::fs::read(file).unwrap();
    let mut orders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut days: BTreeMap<String, Day> = BTreeMap::new();
    let pounds: Currency = "GBP".parse().unwrap();
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
    for row in rows.byte_records() {
        let row = row.unwrap();
        let text = |place: usize| String::from_utf8_lossy(&row[place]).into_owned();
        if row.len() < 8 || text(0).starts_with('C') || text(3).starts_with('-') {
            continue;
        }
        let date = text(4);
        let numbers: Vec<u32> = date.split([' ', '/']).take(3).map(|part| part.parse().unwrap()).collect();
        let key = format!("20{}-{:02}-{:02}", numbers[2], numbers[0], numbers[1]);
        let (quantity, price): (Quantity, Money) = (text(3).parse().unwrap(), text(5).parse().unwrap());
        let day = days.entry(key.clone()).or_default();
        day.units += quantity.raw();
        day.money += price.times(quantity, pounds).unwrap().raw();
        orders.entry(key).or_default().insert(text(0));
    }
    for (key, references) in orders {
        days.get_mut(&key).unwrap().orders = i64::try_from(references.len()).unwrap();
    }
    days
}

on_both_engines! {
    async fn a_week_of_a_real_company_adds_up(app) {
        let Some(file) = real_file() else {
            println!("ERP_REAL_DATA is not set: the real file is not tried");
            return;
        };
        let report = run(&app, &file, false).await;
        assert!(report.adds_up(), "{report}");
        assert_eq!(report.rows - report.unreadable_rows, 14_594, "{report}");
        assert_eq!((report.rows, report.cancellations), (14_595, 70), "{report}");
        let (expected, found) = (sums(&file), booked(&app).await);
        assert_eq!(expected.len(), 6, "the days of the first week that were worked");
        assert_eq!(found, expected);
        invariants::hold(&app).await;
    }
}
