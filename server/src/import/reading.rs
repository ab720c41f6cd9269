//! Reading the file: a stream of rows, made into batches of whole orders. Knows nothing of the database.
//!
//! Rows of one order stand together. A reference that comes again later is rejected, row by row: an order that has been
//! booked is not changed. So no more than one batch is ever in memory, beside the references seen.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use chrono::NaiveDate;
use csv::{ByteRecord, Reader, ReaderBuilder};
use domain::{Money, Quantity};

use super::mapping::{Encoding, Mapping};
use super::report::RejectedRow;
use platform::error::{Error, Result};

/// A row that can become an order line.
#[derive(Clone, Debug)]
pub(super) struct IncomingLine {
    pub(super) line: u64,
    pub(super) code: String,
    pub(super) description: Option<String>,
    pub(super) quantity: Quantity,
    pub(super) unit_price: Money,
}

/// An order of the file, with its good rows; never without any.
#[derive(Clone, Debug)]
pub(super) struct IncomingOrder {
    pub(super) reference: String,
    pub(super) day: NaiveDate,
    pub(super) customer: Option<String>,
    pub(super) country: Option<String>,
    pub(super) lines: Vec<IncomingLine>,
}

/// Some whole orders, and what else became of the rows read on the way.
#[derive(Clone, Debug, Default)]
pub(super) struct Batch {
    pub(super) orders: Vec<IncomingOrder>,
    pub(super) rejected: Vec<RejectedRow>,
    pub(super) cancellations: Vec<String>,
    pub(super) cancelled_rows: u64,
    /// Data rows read since the last batch.
    pub(super) rows: u64,
    /// Bytes of the file read so far.
    pub(super) bytes: u64,
}

/// What one pass over the whole file gives.
#[derive(Clone, Debug, Default)]
pub(super) struct ImportPreview {
    /// BLAKE3 of the file, hexadecimal.
    pub(super) hash: String,
    /// Its bytes.
    pub(super) bytes: u64,
    /// Each code's first description that is not empty.
    pub(super) names: HashMap<String, String>,
}

/// Where the mapping's columns are in the file.
#[derive(Clone, Debug)]
struct Places {
    order: usize,
    code: usize,
    description: usize,
    quantity: usize,
    date: usize,
    unit_price: usize,
    customer: usize,
    country: Option<usize>,
    headers: Vec<String>,
}

/// Reads a file as batches of orders.
#[derive(Debug)]
pub(super) struct OrderReader {
    rows: Reader<BufReader<File>>,
    mapping: Mapping,
    places: Places,
    current: Option<Current>,
    seen: HashSet<String>,
    line: u64,
    ended: bool,
}

/// The group of rows that is being read.
#[derive(Debug)]
struct Current {
    reference: String,
    cancelled: bool,
    order: Option<IncomingOrder>,
}

/// Why a row is not taken.
#[derive(Debug)]
struct Fault {
    column: String,
    reason: String,
    is_readable: bool,
}

impl Fault {
    /// Its form is wrong.
    fn unreadable(column: String, reason: impl Into<String>) -> Self {
        Self { column, reason: reason.into(), is_readable: false }
    }

    /// What it says cannot be taken.
    fn refused(column: String, reason: impl Into<String>) -> Self {
        Self { column, reason: reason.into(), is_readable: true }
    }
}

/// Hashes what is read through it.
struct Hashing<'a> {
    file: File,
    hasher: &'a mut blake3::Hasher,
}

impl Read for Hashing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.hasher.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// Looks through the whole file once: its hash, and what its products are called.
pub(super) fn preview(file: &Path, mapping: &Mapping) -> Result<ImportPreview> {
    let mut hasher = blake3::Hasher::new();
    let mut names = HashMap::new();
    let opened = open(file)?;
    let bytes = opened.metadata()?.len();
    let mut rows = builder(mapping).from_reader(Hashing { file: opened, hasher: &mut hasher });
    let places = Places::find(rows.byte_headers().map_err(unreadable)?, mapping)?;
    let mut record = ByteRecord::new();
    while rows.read_byte_record(&mut record).map_err(unreadable)? {
        let (Ok(code), Ok(name)) =
            (places.field(&record, places.code, mapping), places.field(&record, places.description, mapping))
        else {
            continue;
        };
        if !name.is_empty() && !names.contains_key(code.as_ref()) {
            names.insert(code.into_owned(), name.into_owned());
        }
    }
    drop(rows);
    Ok(ImportPreview { hash: hasher.finalize().to_hex().to_string(), bytes, names })
}

impl OrderReader {
    pub(super) fn open(file: &Path, mapping: &Mapping) -> Result<Self> {
        let mut rows = builder(mapping).from_reader(BufReader::new(open(file)?));
        let places = Places::find(rows.byte_headers().map_err(unreadable)?, mapping)?;
        let (current, seen) = (None, HashSet::new());
        Ok(Self { rows, mapping: mapping.clone(), places, current, seen, line: 1, ended: false })
    }

    /// The next batch of up to `orders` orders, or of so many rows; none after the last row.
    pub(super) fn next_batch(&mut self, orders: usize, rows: u64) -> Result<Option<Batch>> {
        if self.ended {
            return Ok(None);
        }
        let mut batch = Batch::default();
        let mut record = ByteRecord::new();
        // An order begins with the row that ends the one before: what is read is never left half.
        while batch.orders.len() < orders && batch.rows < rows {
            if !self.rows.read_byte_record(&mut record).map_err(unreadable)? {
                self.ended = true;
                self.finish_group(&mut batch);
                break;
            }
            self.line += 1;
            batch.rows += 1;
            if let Err(Fault { column, reason, is_readable }) = self.take(&record, &mut batch) {
                batch.rejected.push(RejectedRow { line: self.line, column, reason, is_readable });
            }
        }
        batch.bytes = self.rows.position().byte();
        Ok(Some(batch))
    }

    fn take(&mut self, record: &ByteRecord, batch: &mut Batch) -> Result<(), Fault> {
        self.places.whole(record)?;
        let reference = self.places.required(record, self.places.order, &self.mapping)?;
        if self.current.as_ref().is_none_or(|current| current.reference != reference) {
            self.finish_group(batch);
            if self.seen.contains(reference.as_ref()) {
                let reason = format!("the rows of {reference} do not stand together; it was read before");
                return Err(Fault::refused(self.places.name(self.places.order), reason));
            }
            self.seen.insert(reference.to_string());
            let cancelled = self.mapping.is_cancellation(&reference);
            if cancelled {
                batch.cancellations.push(reference.to_string());
            }
            self.current = Some(Current { reference: reference.to_string(), cancelled, order: None });
        }
        let Some(current) = self.current.as_mut() else { return Ok(()) };
        if current.cancelled {
            batch.cancelled_rows += 1;
            return Ok(());
        }
        let row = self.places.row(record, self.line, &self.mapping)?;
        let order = current.order.get_or_insert_with(|| IncomingOrder {
            reference: current.reference.clone(),
            day: row.day,
            customer: row.customer.clone(),
            country: row.country.clone(),
            lines: Vec::new(),
        });
        if order.customer != row.customer {
            let reason = "another customer than in the order's first row".to_owned();
            return Err(Fault::refused(self.places.name(self.places.customer), reason));
        }
        order.lines.push(row.line);
        Ok(())
    }

    fn finish_group(&mut self, batch: &mut Batch) {
        if let Some(order) = self.current.take().and_then(|current| current.order) {
            batch.orders.push(order);
        }
    }
}

/// A good row.
struct Row {
    day: NaiveDate,
    customer: Option<String>,
    country: Option<String>,
    line: IncomingLine,
}

impl Places {
    fn find(headers: &ByteRecord, mapping: &Mapping) -> Result<Self> {
        let headers: Vec<String> = headers
            .iter()
            .map(|header| {
                let header = header.strip_prefix(b"\xef\xbb\xbf").unwrap_or(header);
                decode(header, mapping.encoding).map_or_else(|_| String::new(), |text| text.trim().to_owned())
            })
            .collect();
        let place = |name: &str| {
            headers.iter().position(|header| header == name).ok_or_else(|| {
                Error::bad_input(format!("the file has no column {name}; it has {}", headers.join(", ")))
            })
        };
        let columns = &mapping.columns;
        Ok(Self {
            order: place(&columns.order)?,
            code: place(&columns.code)?,
            description: place(&columns.description)?,
            quantity: place(&columns.quantity)?,
            date: place(&columns.date)?,
            unit_price: place(&columns.unit_price)?,
            customer: place(&columns.customer)?,
            country: columns.country.as_deref().map(place).transpose()?,
            headers,
        })
    }

    fn name(&self, place: usize) -> String {
        self.headers.get(place).cloned().unwrap_or_default()
    }

    /// Passes when the row has all columns: one that was cut off cannot be trusted in its last field either.
    fn whole(&self, record: &ByteRecord) -> Result<(), Fault> {
        let (found, wanted) = (record.len(), self.headers.len());
        if found == wanted {
            return Ok(());
        }
        let reason = if found < wanted { "the row ends" } else { "the row goes on" };
        let column = self.name(found.min(wanted).saturating_sub(usize::from(found > wanted)));
        Err(Fault::unreadable(column, format!("{reason} after {} of {wanted} columns", found.min(wanted))))
    }

    fn field<'a>(&self, record: &'a ByteRecord, place: usize, mapping: &Mapping) -> Result<Cow<'a, str>, Fault> {
        let bytes = record.get(place).unwrap_or_default();
        let text = decode(bytes, mapping.encoding).map_err(|reason| Fault::unreadable(self.name(place), reason))?;
        Ok(match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        })
    }

    fn required<'a>(&self, record: &'a ByteRecord, place: usize, mapping: &Mapping) -> Result<Cow<'a, str>, Fault> {
        let text = self.field(record, place, mapping)?;
        if text.is_empty() { Err(Fault::unreadable(self.name(place), "is empty")) } else { Ok(text) }
    }

    fn optional(&self, record: &ByteRecord, place: usize, mapping: &Mapping) -> Result<Option<String>, Fault> {
        let text = self.field(record, place, mapping)?;
        Ok((!text.is_empty()).then(|| text.into_owned()))
    }

    fn row(&self, record: &ByteRecord, line: u64, mapping: &Mapping) -> Result<Row, Fault> {
        let code = self.required(record, self.code, mapping)?.into_owned();
        let quantity = self.required(record, self.quantity, mapping)?;
        let quantity =
            mapping.quantity(&quantity).map_err(|reason| Fault::unreadable(self.name(self.quantity), reason))?;
        if !quantity.is_positive() {
            let reason = format!("{quantity} is not above zero, and this is no cancellation");
            return Err(Fault::refused(self.name(self.quantity), reason));
        }
        let date = self.required(record, self.date, mapping)?;
        let day = NaiveDate::parse_from_str(&date, &mapping.date_format).map_err(|error| {
            let reason = format!("{date:?} is not {}: {error}", mapping.date_format);
            Fault::unreadable(self.name(self.date), reason)
        })?;
        let price = self.required(record, self.unit_price, mapping)?;
        let unit_price =
            mapping.money(&price).map_err(|reason| Fault::unreadable(self.name(self.unit_price), reason))?;
        if unit_price.is_negative() {
            return Err(Fault::refused(self.name(self.unit_price), format!("{unit_price} is below zero")));
        }
        Ok(Row {
            day,
            customer: self.optional(record, self.customer, mapping)?,
            country: self.country.map(|place| self.optional(record, place, mapping)).transpose()?.flatten(),
            line: IncomingLine {
                line,
                code,
                description: self.optional(record, self.description, mapping)?,
                quantity,
                unit_price,
            },
        })
    }
}

fn builder(mapping: &Mapping) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    // The default terminator takes CR, LF and CRLF alike; rows that are too short or too long are ours to reject.
    builder.flexible(true).delimiter(u8::try_from(mapping.delimiter).unwrap_or(b','));
    builder
}

pub(super) fn open(file: &Path) -> Result<File> {
    let refused = |reason: &dyn std::fmt::Display| Error::bad_input(format!("{}: {reason}", file.display()));
    let opened = File::open(file).map_err(|error| refused(&error))?;
    if opened.metadata()?.is_dir() { Err(refused(&"is a folder")) } else { Ok(opened) }
}

pub(super) fn unreadable(error: csv::Error) -> Error {
    Error::unexpected(error)
}

fn decode(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, String> {
    match std::str::from_utf8(bytes) {
        Ok(text) if encoding == Encoding::Utf8 || text.is_ascii() => Ok(Cow::Borrowed(text)),
        Err(error) if encoding == Encoding::Utf8 => Err(format!("is not UTF-8: {error}")),
        // ISO 8859-1 is the first 256 characters of Unicode.
        _ => Ok(Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect())),
    }
}
