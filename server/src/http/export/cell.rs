//! Cells that no spreadsheet runs.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break is a formula to a spreadsheet, also when it is
//! quoted (OWASP, CSV Injection). What people wrote gets an apostrophe before such a beginning, which spreadsheets
//! show as text. Numbers, dates and ids that this program wrote are left as they are: `-5` is a number.

/// A cell.
#[derive(Clone, Debug)]
pub(super) struct Cell(String);

/// How a formula begins; the last four are the wide forms that some spreadsheets take too.
const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

impl Cell {
    /// What this program wrote: a number, a date, an id, a code of a closed list.
    pub(super) fn plain(value: impl std::fmt::Display) -> Self {
        Self(value.to_string())
    }

    /// What a person wrote.
    pub(super) fn text(text: &str) -> Self {
        if text.starts_with(BEGINNINGS) { Self(format!("'{text}")) } else { Self(text.to_owned()) }
    }

    /// The same, or nothing.
    pub(super) fn maybe_text(text: Option<&String>) -> Self {
        text.map_or_else(Self::empty, |text| Self::text(text))
    }

    fn empty() -> Self {
        Self(String::new())
    }
}

/// A line of a file, with its end (RFC 4180: CR LF).
pub(super) fn line(cells: impl IntoIterator<Item = Cell>) -> std::io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::with_capacity(256));
    writer.write_record(cells.into_iter().map(|cell| cell.0)).map_err(std::io::Error::other)?;
    writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cell: Cell) -> String {
        String::from_utf8(line([cell, Cell::plain(-5)]).unwrap()).unwrap()
    }

    #[test]
    fn what_people_wrote_is_never_a_formula() {
        for evil in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\u{ff1d}1"] {
            let line = written(Cell::text(evil));
            assert!(line.trim_start_matches('"').starts_with('\''), "{line}");
            assert!(line.ends_with(",-5\r\n"), "{line}");
        }
        assert_eq!(written(Cell::text("a \"b\", c")), "\"a \"\"b\"\", c\",-5\r\n");
        assert_eq!(written(Cell::text("a=1")), "a=1,-5\r\n");
    }
}
