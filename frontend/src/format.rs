//! Numbers, money and dates as the user's language writes them, by the browser's own `Intl`.
//!
//! Amounts stay decimal text all the way: `Intl` takes text without rounding it through a float.
use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::text::{self, Language};

thread_local! {
    /// Making a formatter costs the browser far more than using it.
    static FORMATTERS: RefCell<HashMap<String, Function>> = RefCell::default();
}

/// An amount, a decimal text, in a currency.
pub fn money(amount: &str, currency: &str) -> String {
    let options = [("style", "currency"), ("currency", currency), ("currencyDisplay", symbol_of(currency))];
    with(currency, &options, false, &JsValue::from_str(amount)).unwrap_or_else(|| format!("{amount} {currency}"))
}

/// Which symbol a currency is shown with: its own sign where no other has the same (`₺`), else one that tells it from
/// the others (`CA$`).
fn symbol_of(currency: &str) -> &'static str {
    const OWN_SIGN: [&str; 8] = ["AZN", "CZK", "GEL", "KZT", "PLN", "RUB", "TRY", "UAH"];
    if OWN_SIGN.contains(&currency) { "narrowSymbol" } else { "symbol" }
}

/// A unit price: an amount with all its digits.
pub fn price(amount: &str, currency: &str) -> String {
    let options = [
        ("style", "currency"),
        ("currency", currency),
        ("currencyDisplay", symbol_of(currency)),
        ("maximumFractionDigits", "4"),
    ];
    with(&format!("price {currency}"), &options, false, &JsValue::from_str(amount)).unwrap_or_else(|| amount.to_owned())
}

/// An amount where the exact one does not fit: `1.2M`.
pub fn money_short(amount: &str, currency: &str) -> String {
    let options = [
        ("style", "currency"),
        ("currency", currency),
        ("currencyDisplay", symbol_of(currency)),
        ("notation", "compact"),
        ("maximumSignificantDigits", "3"),
    ];
    with(&format!("short {currency}"), &options, false, &JsValue::from_str(amount)).unwrap_or_else(|| amount.to_owned())
}

/// A number, a decimal text, with all its digits.
pub fn decimal(number: &str) -> String {
    let options = [("maximumFractionDigits", "4")];
    with("decimal", &options, false, &JsValue::from_str(number)).unwrap_or_else(|| number.to_owned())
}

/// A count.
pub fn count(number: i64) -> String {
    decimal(&number.to_string())
}

/// A percentage from 0 to 100.
pub fn percent(percent: u32) -> String {
    let hundredths = format!("{}.{:02}", percent / 100, percent % 100);
    with("percent", &[("style", "percent")], false, &JsValue::from_str(&hundredths))
        .unwrap_or_else(|| format!("{percent} %"))
}

/// A rate, with the digits it has.
pub fn rate(rate: domain::Percent) -> String {
    // A share of one, since that is what `Intl` calls a percentage; no rate is negative.
    let whole = domain::Percent::UNIT * 100;
    let share = format!("{}.{:05}", rate.raw() / whole, (rate.raw() % whole).abs());
    let options = [("style", "percent"), ("maximumFractionDigits", "3")];
    with("rate", &options, false, &JsValue::from_str(&share)).unwrap_or_else(|| format!("{rate} %"))
}

/// A rate in hundredths of a percent.
pub fn hundredths(rate: i64) -> String {
    let share = format!("{}.{:04}", rate / 10_000, (rate % 10_000).abs());
    let options = [("style", "percent"), ("maximumFractionDigits", "2")];
    with("hundredths", &options, false, &JsValue::from_str(&share)).unwrap_or(share)
}

/// A duration in µs, in the unit that keeps it short: `0.85 ms`, `1.2 s`.
pub fn duration(micros: i64) -> String {
    let (unit, text) = if micros < 1_000_000 {
        ("millisecond", format!("{}.{:03}", micros / 1_000, micros % 1_000))
    } else {
        ("second", format!("{}.{:03}", micros / 1_000_000, micros % 1_000_000 / 1_000))
    };
    in_unit(unit, &text)
}

/// A size in bytes, in the unit that keeps it short: `12.4 MB`. A kilobyte is 1000 bytes, as `Intl` has it.
pub fn bytes(bytes: i64) -> String {
    let units = [(1_000_000_000, "gigabyte"), (1_000_000, "megabyte"), (1_000, "kilobyte")];
    let found = units.into_iter().find(|(size, _)| bytes >= *size);
    let Some((size, unit)) = found else { return in_unit("byte", &bytes.to_string()) };
    in_unit(unit, &format!("{}.{:02}", bytes / size, bytes % size / (size / 100)))
}

fn in_unit(unit: &str, number: &str) -> String {
    let options = [("style", "unit"), ("unit", unit), ("maximumSignificantDigits", "3")];
    with(unit, &options, false, &JsValue::from_str(number)).unwrap_or_else(|| number.to_owned())
}

/// The business day of now in a time zone, as the API writes days: `2026-01-31`. An empty zone is the user's own.
pub fn today(zone: &str) -> String {
    let options = Object::new();
    // Canadian English writes days so.
    let parts = [("year", "numeric"), ("month", "2-digit"), ("day", "2-digit"), ("timeZone", zone)];
    for (name, value) in parts.into_iter().filter(|(_, value)| !value.is_empty()) {
        // Fails only for an object that is frozen.
        drop(Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value)));
    }
    let format = Intl::DateTimeFormat::new(&Array::of1(&JsValue::from_str("en-CA")), &options).format();
    format.call1(&JsValue::UNDEFINED, &Date::new_0()).ok().and_then(|day| day.as_string()).unwrap_or_default()
}

/// A business day, `2026-01-31`.
pub fn day(day: &str) -> String {
    date("day", &[("dateStyle", "medium"), ("timeZone", "UTC")], day)
}

/// When a business day begins on the user's clock, or so many days later, as an instant of the API; none for no day.
pub fn begin_of(day: &str, days_later: u32) -> Option<String> {
    let begin = Date::new(&JsValue::from_str(&format!("{day}T00:00:00")));
    if begin.get_time().is_nan() {
        return None;
    }
    begin.set_date(begin.get_date().saturating_add(days_later));
    begin.to_iso_string().as_string()
}

/// The days of the month that a day begins, as the address of a list writes a range: `2026-02-01..2026-02-28`.
pub fn month_range(first: &str) -> String {
    let date = Date::new(&JsValue::from_str(first));
    date.set_utc_month(date.get_utc_month().saturating_add(1));
    date.set_utc_date(0);
    let last = date.to_iso_string().as_string().unwrap_or_default();
    format!("{first}..{}", last.get(..10).unwrap_or(first))
}

/// The day of an instant, on the user's clock.
pub fn day_of(instant: &str) -> String {
    date("day of", &[("dateStyle", "medium")], instant)
}

/// An instant, RFC 3339, on the user's clock.
pub fn instant(instant: &str) -> String {
    date("instant", &[("dateStyle", "medium"), ("timeStyle", "short")], instant)
}

/// The time of day of an instant, on the user's clock: `14:05`.
pub fn clock(instant: &str) -> String {
    date("clock", &[("timeStyle", "short")], instant)
}

/// A month by one of its days: `Jan 2026`.
pub fn month(day: &str) -> String {
    date("month", &[("month", "short"), ("year", "numeric"), ("timeZone", "UTC")], day)
}

/// A month without its year, for tight places: `Jan`.
pub fn month_short(day: &str) -> String {
    date("month short", &[("month", "short"), ("timeZone", "UTC")], day)
}

fn date(name: &str, options: &[(&str, &str)], text: &str) -> String {
    let date = Date::new(&JsValue::from_str(text));
    if date.get_time().is_nan() {
        return text.to_owned();
    }
    with(name, options, true, &date).unwrap_or_else(|| text.to_owned())
}

/// Formats by the remembered formatter `name`, which is made from `options` when it is new.
fn with(name: &str, options: &[(&str, &str)], is_date: bool, value: &JsValue) -> Option<String> {
    let language = text::language();
    let key = format!("{} {name}", language.tag());
    let known = FORMATTERS.with_borrow(|all| all.get(&key).cloned());
    let format = known.or_else(|| {
        let made = make(language, options, is_date)?;
        FORMATTERS.with_borrow_mut(|all| all.insert(key, made.clone()));
        Some(made)
    })?;
    format.call1(&JsValue::UNDEFINED, value).ok()?.as_string()
}

fn make(language: Language, options: &[(&str, &str)], is_date: bool) -> Option<Function> {
    let settings = Object::new();
    for (name, value) in options {
        Reflect::set(&settings, &JsValue::from_str(name), &JsValue::from_str(value)).ok()?;
    }
    // A region may write numbers in another way than its language does, and then not as they are read (`number`).
    let tag = if is_date { locale(language) } else { language.tag().to_owned() };
    let locales = Array::of1(&JsValue::from_str(&tag));
    Some(if is_date {
        Intl::DateTimeFormat::new(&locales, &settings).format()
    } else {
        Intl::NumberFormat::new(&locales, &settings).format()
    })
}

/// The browser's own region where it speaks the chosen language (`en-GB`), else the bare language.
fn locale(language: Language) -> String {
    let browser = leptos::prelude::window().navigator().language();
    browser.filter(|tag| Language::from_tag(tag) == Some(language)).unwrap_or_else(|| language.tag().to_owned())
}
