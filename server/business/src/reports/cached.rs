//! The dashboard's aggregates, cached: the same for everybody who may see them, good until what they are made of changes.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::Actor;
use sea_orm::DatabaseConnection;

use super::service::{self, Counts, Credit, LowStock, MonthlySales, SalesStats};
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

flat!(Counts, Credit, LowStock, MonthlySales, SalesStats);

/// Where aggregates are read from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The cache.
    pub cache: &'a Cache,
    /// What they are made of.
    pub db: &'a DatabaseConnection,
    /// Who asks.
    pub actor: &'a Actor,
}

/// Makes the cached form of an aggregate: permissions are checked at every call, before the cache.
macro_rules! cached {
    ($($(#[$doc:meta])* $name:ident($permission:ident $(, $arg:ident: $type:ty)?) -> $of:ty, $class:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// The missing permission.
        pub async fn $name(source: Source<'_> $(, $arg: $type)?) -> Result<Arc<$of>> {
            source.actor.may(domain::Permission::$permission)?;
            let key = Key::of(&[b"dashboard", stringify!($name).as_bytes() $(, $arg.to_string().as_bytes())?]);
            let db = source.db.clone();
            // The aggregates are everybody's: the permission has been checked above.
            let load = move || async move { service::$name(&db, &Actor::system() $(, $arg)?).await };
            source.cache.get_or_load(Class::$class, key, load).await
        }
    )+};
}

cached! {
    /// How many there are of what.
    counts(ReportRead) -> Counts, DashboardStats;
    /// Sales of today and of this month so far, beside those of a year before.
    sales(ReportRead, today: NaiveDate) -> SalesStats, DashboardStats;
    /// The customers' exposure: what they owe, and their open orders.
    credit(ReportRead) -> Credit, DashboardStats;
    /// The newest months of sales.
    monthly_sales(ReportRead) -> Vec<MonthlySales>, Reports;
    /// The scarcest products.
    low_stock(StockRead) -> Vec<LowStock>, DashboardStats;
    /// How many products are scarce.
    low_stock_count(StockRead) -> u64, DashboardStats;
}
