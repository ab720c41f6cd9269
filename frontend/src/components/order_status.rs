//! A sales order's status and number, as every list and page shows them.
use leptos::prelude::*;

use crate::api::name::SalesOrderStatus;
use crate::text;

/// The status as a coloured pill; the word tells it, the colour only helps.
#[component]
pub fn StatusPill(
    /// The status.
    status: SalesOrderStatus,
) -> impl IntoView {
    let tone = tone(&status);
    let name = text::status::of(&status.0).map_or(status.0, str::to_owned);
    view! { <span class=format!("pill {tone}")>{name}</span> }
}

/// The tone of a status's pill.
pub fn tone(status: &SalesOrderStatus) -> &'static str {
    match status.0.as_str() {
        "CONFIRMED" => "info",
        "SHIPPED" | "COMPLETED" => "good",
        "ON_HOLD" => "warn",
        "CANCELLED" => "bad",
        _ => "",
    }
}

/// What a status is called; nothing for one that is newer than this app.
pub fn status_name(status: &str) -> &'static str {
    text::status::of(status).unwrap_or_default()
}

/// The order's number; a draft has none yet and is called by its id.
pub fn order_name(number: Option<&str>, id: &str) -> String {
    match number {
        Some(number) => number.to_owned(),
        None => text::sales::draft_number(id.strip_prefix("so_").unwrap_or(id)),
    }
}

#[cfg(test)]
mod tests {
    use super::order_name;

    #[test]
    fn a_draft_is_called_by_its_id() {
        assert_eq!(order_name(Some("SO-2026-000012"), "so_7"), "SO-2026-000012");
        assert_eq!(order_name(None, "so_7"), "Draft 7");
    }
}
