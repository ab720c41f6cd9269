//! The dashboard's figures, kept: the same for everybody who may see them, good until what they are made of changes.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::Actor;
use sea_orm::DatabaseConnection;

use super::service::{self, Counts, Credit, LowStock, MonthlySales, SalesFigures};
use platform::cache::{Cache, Class, Footprint, Key};
use platform::error::Result;

macro_rules! flat {
    ($($of:ty),+) => {$(
        impl Footprint for $of {
            fn heap_bytes(&self) -> usize {
                0
            }
        }
    )+};
}

flat!(Counts, Credit, LowStock, MonthlySales, SalesFigures);

/// Where figures are read from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// What is remembered.
    pub cache: &'a Cache,
    /// What they are made of.
    pub db: &'a DatabaseConnection,
    /// Who asks.
    pub actor: &'a Actor,
}

/// Makes the kept form of a figure: permissions are checked at every look, by the service and before the cache.
macro_rules! kept {
    ($($(#[$doc:meta])* $name:ident($permission:ident $(, $arg:ident: $type:ty)?) -> $of:ty, $class:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// The missing permission.
        pub async fn $name(source: Source<'_> $(, $arg: $type)?) -> Result<Arc<$of>> {
            source.actor.may(domain::Permission::$permission)?;
            let key = Key::of(&[b"dashboard", stringify!($name).as_bytes() $(, $arg.to_string().as_bytes())?]);
            let db = source.db.clone();
            // The figures are everybody's: who asks has been looked at above.
            let load = move || async move { service::$name(&db, &Actor::system() $(, $arg)?).await };
            source.cache.get_or_load(Class::$class, key, load).await
        }
    )+};
}

kept! {
    /// How many there are of what.
    counts(ReportRead) -> Counts, DashboardStats;
    /// Sales of today and of this month so far, beside those of a year before.
    sales(ReportRead, today: NaiveDate) -> SalesFigures, DashboardStats;
    /// What customers owe or have been promised.
    credit(ReportRead) -> Credit, DashboardStats;
    /// The newest months of sales.
    monthly_sales(ReportRead) -> Vec<MonthlySales>, Reports;
    /// The scarcest products.
    low_stock(StockRead) -> Vec<LowStock>, DashboardStats;
    /// How many products are scarce.
    low_stock_count(StockRead) -> u64, DashboardStats;
}
