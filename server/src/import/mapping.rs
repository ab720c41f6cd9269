//! Mapping files: which column of a CSV file means what. TOML; unknown keys are errors.

use std::path::Path;

use chrono_tz::Tz;
use domain::{Currency, Money, Quantity};
use serde::Deserialize;

use platform::error::{Error, Result};

/// The presets, by name.
const PRESETS: [(&str, &str); 1] = [("online-retail", include_str!("online-retail.toml"))];

/// What a CSV file of orders means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Names the source; external references are `source:reference`.
    pub source: String,
    /// What stands between two fields.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// How the file's bytes are characters.
    #[serde(default)]
    pub encoding: Encoding,
    /// What stands before the fraction of a number.
    #[serde(default = "point")]
    pub decimal: char,
    /// The currency of the prices, ISO 4217.
    pub currency: String,
    /// How dates are written, in the directives of `strftime`; a time of day may follow and is ignored.
    pub date_format: String,
    /// What the reference of a cancellation starts with; none when the file has no cancellations.
    pub cancellation_prefix: Option<String>,
    /// Product codes that are fees: they become services.
    #[serde(default)]
    pub fees: Vec<String>,
    /// Whether bad rows are a part of what the source exports: an import that rejected some succeeded all the same.
    #[serde(default)]
    pub tolerates_rejected_rows: bool,
    /// The names of the columns.
    pub columns: Columns,
    /// The customer of rows that name none.
    pub walk_in: Named,
    /// Where the goods were, when the company has no default warehouse.
    pub warehouse: Named,
    /// The company to set up when there is none; without it, that is an error.
    pub company: Option<Company>,
}

/// How the file's bytes are characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8; a row that is not is rejected.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// ISO 8859-1.
    #[serde(rename = "latin-1")]
    Latin1,
}

/// The names of the columns.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The order's reference; rows of one order stand together.
    pub order: String,
    /// The product's code.
    pub code: String,
    /// What the product is called.
    pub description: String,
    /// How much.
    pub quantity: String,
    /// The business day.
    pub date: String,
    /// The price of one, without tax.
    pub unit_price: String,
    /// The customer's reference.
    pub customer: String,
    /// The customer's country, when the file has one.
    pub country: Option<String>,
}

/// A code and a name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
}

/// The company to set up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// The zone of its business days.
    pub time_zone: String,
}

fn comma() -> char {
    ','
}

fn point() -> char {
    '.'
}

impl Mapping {
    /// The preset `name`, or else the mapping file with that path.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when there is neither, or when the file is wrong.
    pub fn load(name: &str) -> Result<Self> {
        if let Some((_, text)) = PRESETS.iter().find(|(preset, _)| *preset == name) {
            return Self::parse(text);
        }
        let known = PRESETS.map(|(preset, _)| preset).join(", ");
        let text = std::fs::read_to_string(Path::new(name)).map_err(|error| {
            Error::bad_input(format!("{name} is neither a preset ({known}) nor a mapping file: {error}"))
        })?;
        Self::parse(&text)
    }

    /// Reads a mapping from TOML.
    ///
    /// # Errors
    /// `BAD_USER_INPUT`, saying where.
    pub fn parse(text: &str) -> Result<Self> {
        let mapping: Self = toml::from_str(text).map_err(|error| Error::bad_input(format!("mapping: {error}")))?;
        mapping.file_currency()?;
        if !mapping.delimiter.is_ascii() {
            return Err(Error::bad_input("mapping: delimiter must be one ASCII character"));
        }
        if mapping.source.is_empty() || mapping.source.contains(':') {
            return Err(Error::bad_input("mapping: source must not be empty or contain a colon"));
        }
        if let Some(company) = &mapping.company {
            let zone: std::result::Result<Tz, _> = company.time_zone.parse();
            zone.map_err(|_| Error::bad_input(format!("mapping: {} is no time zone", company.time_zone)))?;
        }
        Ok(mapping)
    }

    /// The currency of the file's prices.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when it is none.
    pub fn file_currency(&self) -> Result<Currency> {
        self.currency.parse().map_err(|error| Error::bad_input(format!("mapping: currency {}: {error}", self.currency)))
    }

    /// The external reference of what the file calls `reference`.
    pub fn external_ref(&self, reference: &str) -> String {
        format!("{}:{reference}", self.source)
    }

    /// Whether `code` is a fee.
    pub fn is_fee(&self, code: &str) -> bool {
        self.fees.iter().any(|fee| fee == code)
    }

    pub(super) fn is_cancellation(&self, reference: &str) -> bool {
        self.cancellation_prefix.as_ref().is_some_and(|prefix| !prefix.is_empty() && reference.starts_with(prefix))
    }

    pub(super) fn quantity(&self, text: &str) -> Result<Quantity, String> {
        self.number(text).parse().map_err(|error| format!("{text:?}: {error}"))
    }

    pub(super) fn money(&self, text: &str) -> Result<Money, String> {
        self.number(text).parse().map_err(|error| format!("{text:?}: {error}"))
    }

    fn number(&self, text: &str) -> String {
        if self.decimal == '.' { text.to_owned() } else { text.replace(self.decimal, ".") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_parse() {
        for (name, _) in PRESETS {
            assert_eq!(Mapping::load(name).unwrap().source, name);
        }
    }

    #[test]
    fn a_typing_error_in_a_mapping_is_an_error() {
        let text = PRESETS[0].1.replace("delimiter", "delimeter");
        let Err(Error::BadInput { message, .. }) = Mapping::parse(&text) else { panic!("accepted") };
        assert!(message.contains("delimeter"), "{message}");
    }

    #[test]
    fn a_decimal_comma_is_understood() {
        let mapping = Mapping { decimal: ',', ..Mapping::load("online-retail").unwrap() };
        assert_eq!(mapping.money("2,55"), "2.55".parse::<Money>().map_err(|error| error.to_string()));
        assert!(mapping.money("2,5,5").is_err());
    }
}
