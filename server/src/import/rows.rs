//! Reading a file of master data: its header, then its rows a hundred at a time, on a thread of their own.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::READ_AHEAD;
use super::reading::{open, unreadable};
use platform::error::{Error, Result};

/// Rows that are handed over at once.
const CHUNK_ROWS: usize = 100;

/// A file that is being read.
#[derive(Debug)]
pub(super) struct Rows {
    /// The names of its columns.
    pub(super) header: StringRecord,
    /// Its bytes.
    pub(super) bytes: u64,
    /// Its rows.
    pub(super) chunks: mpsc::Receiver<Result<Chunk>>,
}

/// Some rows of a file.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// Each with its number in the file, where the header is 1, and why it cannot be read when it cannot.
    pub(super) rows: Vec<(u64, Result<StringRecord, String>)>,
    /// Bytes of the file read so far.
    pub(super) bytes: u64,
}

/// Opens a file and reads its header; its rows are read a few chunks ahead, until nobody listens any more.
pub(super) async fn read(file: &Path) -> Result<Rows> {
    let file = file.to_owned();
    let (bytes, header, reader) = spawn_blocking(move || begin(&file)).await??;
    let (sender, chunks) = mpsc::channel(READ_AHEAD);
    spawn_blocking(move || send(reader, &sender));
    Ok(Rows { header, bytes, chunks })
}

fn begin(file: &Path) -> Result<(u64, StringRecord, Reader<BufReader<File>>)> {
    let opened = open(file)?;
    let bytes = opened.metadata()?.len();
    let mut reader = ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(BufReader::new(opened));
    let header = reader.headers().map_err(|error| Error::bad_input(error.to_string()))?.clone();
    Ok((bytes, header, reader))
}

fn send(mut reader: Reader<BufReader<File>>, sender: &mpsc::Sender<Result<Chunk>>) {
    let mut line = 1;
    loop {
        let mut chunk = Chunk::default();
        while chunk.rows.len() < CHUNK_ROWS {
            let mut row = StringRecord::new();
            line += 1;
            match reader.read_record(&mut row) {
                Ok(true) => chunk.rows.push((line, Ok(row))),
                Ok(false) => break,
                // The file is at fault, not the row.
                Err(error) if error.is_io_error() => {
                    let _ = sender.blocking_send(Err(unreadable(error)));
                    return;
                }
                Err(error) => chunk.rows.push((line, Err(error.to_string()))),
            }
        }
        chunk.bytes = reader.position().byte();
        if chunk.rows.is_empty() || sender.blocking_send(Ok(chunk)).is_err() {
            return;
        }
    }
}
