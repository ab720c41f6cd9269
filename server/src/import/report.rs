//! What an import did: every row of the file is in exactly one count.

use std::fmt;

use domain::{Money, Quantity};
use serde::{Deserialize, Serialize};

/// Rejected rows that a report lists one by one; further ones are only counted.
const LISTED_MAX: usize = 10_000;
/// Rejected rows that its text shows.
const SHOWN_MAX: usize = 100;

/// A row that was not imported, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedRow {
    /// Its number in the file; the header is 1.
    pub line: u64,
    /// The column at fault.
    pub column: String,
    /// What is wrong.
    pub reason: String,
    /// Whether the row could be read: then a rule speaks against it, not its form.
    pub is_readable: bool,
}

/// What an import did.
///
/// `rows = imported_lines + unchanged_rows + cancelled_rows + rejected_rows`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The mapping's source.
    pub source: String,
    /// Whether everything was rolled back.
    pub dry_run: bool,
    /// The currency of the file's prices.
    pub currency: String,
    /// What the reader should know.
    pub notes: Vec<String>,
    /// Data rows of the file.
    pub rows: u64,
    /// Rows that became order lines in this run.
    pub imported_lines: u64,
    /// Rows of orders that were there before.
    pub unchanged_rows: u64,
    /// Rows of cancellations: they wait for returns.
    pub cancelled_rows: u64,
    /// Rows that were not taken.
    pub rejected_rows: u64,
    /// Those of them that could not be read.
    pub unreadable_rows: u64,
    /// Orders made in this run.
    pub orders: u64,
    /// Orders that were there before.
    pub unchanged_orders: u64,
    /// Cancellations.
    pub cancellations: u64,
    /// The first references of cancellations.
    pub cancellation_references: Vec<String>,
    /// Customers made.
    pub customers: u64,
    /// Products made.
    pub products: u64,
    /// Imported orders of the walk-in customer.
    pub walk_in_orders: u64,
    /// Imported lines of fees.
    pub fee_lines: u64,
    /// Units on imported lines.
    pub units: Quantity,
    /// What the imported lines come to.
    pub amount: Money,
    /// The first rejected rows.
    pub rejected: Vec<RejectedRow>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

impl Report {
    /// Whether each row is in one count.
    pub fn adds_up(&self) -> bool {
        self.imported_lines + self.unchanged_rows + self.cancelled_rows + self.rejected_rows == self.rows
    }

    pub(super) fn reject(&mut self, row: RejectedRow) {
        self.rejected_rows += 1;
        self.unreadable_rows += u64::from(!row.is_readable);
        if self.rejected.len() < LISTED_MAX {
            self.rejected.push(row);
        }
    }

    pub(super) fn cancellation(&mut self, reference: String) {
        self.cancellations += 1;
        if self.cancellation_references.len() < LISTED_MAX {
            self.cancellation_references.push(reference);
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = if self.dry_run { " (dry run: nothing was written)" } else { "" };
        writeln!(f, "Import {}{how}", self.source)?;
        for note in &self.notes {
            writeln!(f, "  note: {note}")?;
        }
        writeln!(f, "  rows                {:>9}", self.rows)?;
        writeln!(f, "    imported lines    {:>9}", self.imported_lines)?;
        writeln!(f, "    unchanged         {:>9}", self.unchanged_rows)?;
        writeln!(f, "    of cancellations  {:>9}", self.cancelled_rows)?;
        writeln!(f, "    rejected          {:>9}  ({} cannot be read)", self.rejected_rows, self.unreadable_rows)?;
        writeln!(f, "  orders              {:>9}  ({} unchanged)", self.orders, self.unchanged_orders)?;
        writeln!(f, "    of walk-in        {:>9}", self.walk_in_orders)?;
        writeln!(f, "  customers made      {:>9}", self.customers)?;
        writeln!(f, "  products made       {:>9}", self.products)?;
        writeln!(f, "  fee lines           {:>9}", self.fee_lines)?;
        writeln!(f, "  units               {:>9}", self.units)?;
        writeln!(f, "  amount              {:>9} {}", self.amount, self.currency)?;
        writeln!(f, "  time                {:>5}.{:03} s", self.elapsed_ms / 1000, self.elapsed_ms % 1000)?;
        if self.cancellations > 0 {
            writeln!(f, "  {} cancellations are not imported: returns do not exist yet", self.cancellations)?;
            let shown = self.cancellation_references.iter().take(SHOWN_MAX);
            writeln!(f, "    {}", shown.map(String::as_str).collect::<Vec<_>>().join(" "))?;
        }
        for row in self.rejected.iter().take(SHOWN_MAX) {
            writeln!(f, "  line {}, {}: {}", row.line, row.column, row.reason)?;
        }
        let hidden = self.rejected_rows.saturating_sub(self.rejected.len().min(SHOWN_MAX) as u64);
        if hidden > 0 {
            writeln!(f, "  and {hidden} rejected rows more")?;
        }
        Ok(())
    }
}

/// What an import of master data did: `rows = created + changed + unchanged + rejected_rows`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MasterReport {
    /// Whether everything was rolled back.
    pub dry_run: bool,
    /// Columns of the file that are no fields.
    pub ignored: Vec<String>,
    /// Data rows of the file.
    pub rows: u64,
    /// Rows that became new records.
    pub created: u64,
    /// Rows that changed a record.
    pub changed: u64,
    /// Rows that say what was there.
    pub unchanged: u64,
    /// Rows that were not taken.
    pub rejected_rows: u64,
    /// The first of them.
    pub rejected: Vec<RejectedRow>,
}

impl MasterReport {
    pub(super) fn reject(&mut self, row: RejectedRow) {
        self.rejected_rows += 1;
        if self.rejected.len() < LISTED_MAX {
            self.rejected.push(row);
        }
    }
}

impl fmt::Display for MasterReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = if self.dry_run { " (dry run: nothing was written)" } else { "" };
        writeln!(f, "Import{how}")?;
        if !self.ignored.is_empty() {
            writeln!(f, "  note: columns that are no fields: {}", self.ignored.join(", "))?;
        }
        for (name, count) in [
            ("rows", self.rows),
            ("created", self.created),
            ("changed", self.changed),
            ("unchanged", self.unchanged),
            ("rejected", self.rejected_rows),
        ] {
            writeln!(f, "  {name:<10} {count:>9}")?;
        }
        for row in self.rejected.iter().take(SHOWN_MAX) {
            writeln!(
                f,
                "  line {}: {}{}",
                row.line,
                if row.column.is_empty() { String::new() } else { format!("{}: ", row.column) },
                row.reason
            )?;
        }
        Ok(())
    }
}
