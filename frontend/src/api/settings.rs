//! The company's settings.
use super::query::Query;

include!(concat!(env!("OUT_DIR"), "/api/settings.rs"));

/// The zone of the company's business days.
pub fn zone() -> Query<String> {
    company_zone().map(|company| company.time_zone)
}
