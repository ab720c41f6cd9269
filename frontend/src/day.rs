//! Business days as fields, addresses and the API write them: `2026-01-31`. No other module reads or reckons with one.
//!
//! Which day it is depends on where one is: it is the company's day, in its zone ([`today`]), wherever the browser is.
use leptos::prelude::untrack;

use crate::format;
use crate::state::session::Session;

/// Whether a text is a day of the calendar.
pub fn is_day(text: &str) -> bool {
    parts(text).is_some()
}

/// The company's business day of now; by the browser's clock as long as the company's zone is not known.
pub fn today() -> String {
    format::today(&untrack(|| Session::get().zone()))
}

/// The day so many months before another, or the last of that month where it is shorter.
pub fn months_before(day: &str, months: u32) -> Option<String> {
    let (year, month, day) = parts(day)?;
    let count = (year * 12 + month - 1).checked_sub(months)?;
    let (year, month) = (count / 12, count % 12 + 1);
    Some(format!("{year:04}-{month:02}-{:02}", day.min(days_in(year, month))))
}

fn parts(text: &str) -> Option<(u32, u32, u32)> {
    let number = |part: &str, length: usize| {
        let is_fit = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        is_fit.then(|| part.parse::<u32>().ok()).flatten()
    };
    let mut parts = text.split('-');
    let (year, month, day) = (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let is_there = parts.next().is_none() && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    is_there.then_some((year, month, day))
}

const fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_days() {
        for day in ["2026-01-31", "2024-02-29", "2000-02-29"] {
            assert!(is_day(day), "{day}");
        }
        for text in [
            "",
            "2026-1-31",
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-04-31",
            "2026-00-10",
            "31.01.2026",
            "2026-01-31-1",
            "2026-01-0x",
        ] {
            assert!(!is_day(text), "{text}");
        }
    }

    #[test]
    fn months_end_where_they_end() {
        assert_eq!(months_before("2026-03-31", 1).as_deref(), Some("2026-02-28"));
        assert_eq!(months_before("2026-03-15", 3).as_deref(), Some("2025-12-15"));
        assert_eq!(months_before("2024-12-31", 10).as_deref(), Some("2024-02-29"));
        assert_eq!(months_before("soon", 1), None);
    }
}
