//! What a rule refused, as the API tells it, and in the user's language.
use super::error::ApiError;
use super::json::Node;
use super::name::RefusalCode;
use crate::{format, text};

include!(concat!(env!("OUT_DIR"), "/api/refusal.rs"));

/// A mutation's answer: what it made, or what the rules refused.
pub type Answer<T> = Result<Result<T, Vec<UserError>>, ApiError>;

/// Reads a payload: what was made, or why not.
pub(super) fn answer<T>(payload: Node<'_>, made: impl FnOnce(Node<'_>) -> T) -> Result<T, Vec<UserError>> {
    let errors: Vec<UserError> = payload.at("userErrors");
    if errors.is_empty() { Ok(made(payload)) } else { Err(errors) }
}

impl UserError {
    /// What the rules of `domain` refuse here already.
    pub fn of(code: domain::RefusalCode) -> Self {
        let code = RefusalCode(code.text().to_owned());
        Self { code, field: Vec::new(), message: String::new(), params: Vec::new() }
    }

    /// What to say to the user.
    pub fn text(&self) -> String {
        self.written(&BROWSER)
    }

    fn written(&self, formats: &Formats) -> String {
        if self.is_conflict() {
            return match (self.param("changedBy"), self.param("changedAt")) {
                (Some(by), Some(at)) => text::form::conflict(by, &(formats.instant)(at)),
                _ => text::form::conflict_unknown().to_owned(),
            };
        }
        let Some(template) = text::refusal::of(&self.code.0) else { return self.message.clone() };
        let values: Vec<_> =
            self.params.iter().map(|param| (param.name.as_str(), self.value(param, formats))).collect();
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        text::fill(template, &values)
    }

    /// A fact as the user's language writes it.
    fn value(&self, param: &Param, formats: &Formats) -> String {
        let value = param.value.as_str();
        let word = match param.name.as_str() {
            "status" => status(value),
            "permission" => text::permission::of(value),
            "what" => Some(record(value)),
            "over" => return (formats.money)(value, self.param("currency")),
            "available" | "wanted" | "open" | "max" | "min" => return (formats.decimal)(value),
            _ => None,
        };
        word.unwrap_or(value).to_owned()
    }

    /// Whether somebody else changed the document first.
    pub fn is_conflict(&self) -> bool {
        self.code.0 == domain::RefusalCode::Conflict.text()
    }

    fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|param| param.name == name).map(|param| param.value.as_str())
    }
}

/// How facts are written: by the browser, which a native test has not.
struct Formats {
    money: fn(amount: &str, currency: Option<&str>) -> String,
    decimal: fn(&str) -> String,
    instant: fn(&str) -> String,
}

const BROWSER: Formats = Formats {
    money: |amount, currency| currency.map_or_else(|| format::decimal(amount), |code| format::money(amount, code)),
    decimal: format::decimal,
    instant: format::instant,
};

/// A status by its stored text.
fn status(stored: &str) -> Option<&'static str> {
    // The one that the API calls otherwise.
    let is_confirmed = stored == domain::sales_order::Status::Confirmed.text();
    text::status::of(if is_confirmed { "CONFIRMED".to_owned() } else { stored.to_ascii_uppercase() }.as_str())
}

/// The kind of record that is called so in an input, by the prefix of its ids.
const CALLED: [(&str, &str); 9] = [
    ("assigned to", "usr"),
    ("category", "cat"),
    ("customer", "cus"),
    ("default warehouse", "whs"),
    ("parent", "cat"),
    ("product", "prd"),
    ("supplier", "sup"),
    ("the company", "com"),
    ("warehouse", "whs"),
];

/// The kind of the record that is not there: the server gives its id, `so_12`, or the input's column, `customer 12`.
fn record(what: &str) -> &'static str {
    let name = what.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end_matches(['_', ' ']);
    let called = CALLED.iter().find(|(called, _)| *called == name).map(|(_, prefix)| *prefix);
    // Whatever else it is, it is a record.
    text::record::of(called.unwrap_or(name)).or_else(|| text::record::of("record")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number;
    use crate::text::Language;

    /// Facts as the server sends them, of every name there is.
    const FACTS: [(&str, &str); 15] = [
        ("available", "1250.500"),
        ("changedAt", "2026-01-31T10:00:00Z"),
        ("changedBy", "Ada"),
        ("currency", "EUR"),
        ("max", "5000"),
        ("min", "8"),
        ("open", "1002.250"),
        ("over", "1234.50"),
        ("permission", "sales_order.ship"),
        ("product", "MUG"),
        ("status", "on_hold"),
        ("value", "MUG"),
        ("wanted", "1300.750"),
        ("warehouse", "HALL"),
        ("what", "so_12"),
    ];

    const PLAIN: Formats = Formats {
        money: |amount, currency| format!("{} {}", grouped(amount), currency.unwrap_or("?")),
        decimal: grouped,
        instant: |at| at.replace(['T', 'Z'], " "),
    };

    /// Digits in the language's way, the fraction behind a sign of its own: nothing of it is as the server sends it.
    fn grouped(number: &str) -> String {
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let fraction = number::write(&format!(".{fraction}"), text::language());
        format!("{}{fraction}", text::whole(whole.parse().unwrap()))
    }

    fn refusal(code: &str, params: &[(&str, &str)]) -> UserError {
        let params = params.iter().map(|(name, value)| Param { name: (*name).to_owned(), value: (*value).to_owned() });
        let message = "as the server says".to_owned();
        UserError { code: RefusalCode(code.to_owned()), field: Vec::new(), message, params: params.collect() }
    }

    fn refused(code: &str, name: &str, value: &str) -> String {
        refusal(code, &[(name, value)]).written(&PLAIN)
    }

    #[test]
    fn facts_and_our_own_words_are_filled_in() {
        assert_eq!(refused("OVER_DELIVERY", "open", "3.5"), "Only 3.5 left to ship.");
        assert_eq!(refused("WRONG_STATUS", "status", "on_hold"), "Not possible while the document is “On hold”.");
        assert_eq!(
            refused("WRONG_STATUS", "status", "in_progress"),
            "Not possible while the document is “In progress”."
        );
        assert_eq!(refused("WRONG_STATUS", "status", "pending"), "Not possible while the document is “Confirmed”.");
        for status in domain::sales_order::Status::ALL {
            assert_ne!(super::status(status.text()), None, "{status:?}");
        }
        for status in domain::todo::Status::ALL {
            assert_ne!(super::status(status.text()), None, "{status:?}");
        }
        let text = refused("PERMISSION_MISSING", "permission", "sales_order.ship");
        assert_eq!(text, "You do not have the permission to ship sales orders.");
    }

    #[test]
    fn what_is_not_there_is_called_by_its_kind() {
        for (what, english, turkish) in [
            ("so_12", "Sales order was not found.", "Satış siparişi bulunamadı."),
            ("default warehouse 5", "Warehouse was not found.", "Depo bulunamadı."),
            ("the company", "Company was not found.", "Şirket bulunamadı."),
            ("night-shift", "Record was not found.", "Kayıt bulunamadı."),
        ] {
            text::speak(Language::English);
            assert_eq!(refused("NOT_FOUND", "what", what), english);
            text::speak(Language::Turkish);
            assert_eq!(refused("NOT_FOUND", "what", what), turkish);
        }
        for prefix in domain::ID_PREFIXES {
            assert_ne!(record(&format!("{prefix}_1")), record("?"), "{prefix}");
        }
        for (_, prefix) in CALLED {
            assert!(domain::ID_PREFIXES.contains(&prefix), "{prefix}");
        }
    }

    /// Nothing is left of the server's way of writing: no place, no raw decimal, no code, no English word in Turkish.
    #[test]
    fn each_refusal_is_said_in_the_users_language() {
        let raw = FACTS.iter().filter(|(name, value)| {
            let is_decimal = value.contains('.') && value.starts_with(|digit: char| digit.is_ascii_digit());
            is_decimal || ["max", "permission", "status", "what", "changedAt"].contains(name)
        });
        let raw: Vec<_> = raw.map(|(_, value)| *value).collect();
        for code in domain::RefusalCode::ALL {
            let mut said = Vec::new();
            for language in Language::ALL {
                text::speak(language);
                let text = refusal(code.text(), &FACTS).written(&PLAIN);
                assert!(!text.contains(['{', '}']), "{text}");
                for raw in &raw {
                    assert!(!text.contains(raw), "{text}: {raw} is as the server sent it");
                }
                said.push(text);
            }
            assert_ne!(said.first(), said.last(), "{code:?}");
        }
        text::speak(Language::Turkish);
        let text = refusal("CREDIT_LIMIT_EXCEEDED", &FACTS).written(&PLAIN);
        assert_eq!(text, "Müşterinin kredi limiti 1.234,50 EUR tutarında aşılıyor.");
        let text = refusal("INSUFFICIENT_STOCK", &FACTS).written(&PLAIN);
        assert_eq!(text, "MUG için 1.300,750 isteniyor, yalnızca 1.250,500 kullanılabilir.");
        let text = refusal("CONFLICT", &FACTS).written(&PLAIN);
        assert!(text.starts_with("Ada bu kaydı değiştirdi (2026-01-31 10:00:00 )."), "{text}");
    }

    /// A fact that the server gives under a new name has to be written in some way, too.
    #[test]
    fn every_fact_of_the_server_is_among_the_samples() {
        fn sources(folder: &std::path::Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    sources(&path, found);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    found.push(std::fs::read_to_string(&path).unwrap());
                }
            }
        }
        let mut found = Vec::new();
        for folder in ["domain/src", "platform/src", "business/src"] {
            sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../server").join(folder), &mut found);
        }
        let names = found.iter().flat_map(|source| source.split(".param(\"").skip(1));
        let names: std::collections::BTreeSet<_> = names.filter_map(|rest| rest.split('"').next()).collect();
        let known: Vec<_> = FACTS.iter().map(|(name, _)| *name).chain(["currentVersion"]).collect();
        assert!(names.iter().all(|name| known.contains(name)), "{names:?}");
        assert!(names.contains("over") && names.contains("currency"), "{names:?}");
    }

    #[test]
    fn a_code_newer_than_the_app_is_said_in_the_servers_words() {
        assert_eq!(refused("SOMETHING_NEW", "a", "b"), "as the server says");
    }
}
