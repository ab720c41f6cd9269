//! How much of a whole is done.
use leptos::prelude::*;

use crate::format;

/// A labelled bar. The percentage is text too: the bar's length alone would tell nothing to a screen reader.
#[component]
pub fn Progress(
    /// What is measured.
    label: &'static str,
    /// Done, from 0 to 100.
    percent: u32,
) -> impl IntoView {
    view! {
        <div class="bar">
            <div class="bar-text">
                <span>{label}</span>
                <span>{format::percent(percent)}</span>
            </div>
            <progress max="100" value=percent.to_string() aria-label=label></progress>
        </div>
    }
}

/// Whole percents of a share in thousandths of a percent; never 100 before it is all.
pub fn whole_percent(raw: i64) -> u32 {
    u32::try_from(raw / domain::Percent::UNIT).unwrap_or(0).min(100)
}

#[cfg(test)]
mod tests {
    use super::whole_percent;

    #[test]
    fn all_is_shipped_only_when_all_is() {
        assert_eq!(whole_percent(99_999), 99);
        assert_eq!(whole_percent(100_000), 100);
        assert_eq!(whole_percent(105_000), 100);
        assert_eq!(whole_percent(-1), 0);
    }
}
