//! Brotli and gzip beside each file, so that the server never compresses while somebody waits.
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Of what compression makes smaller.
const EXTENSIONS: [&str; 5] = ["html", "js", "css", "wasm", "svg"];
/// Brotli's greatest effort and window: files are compressed once and sent for ever.
const BROTLI_QUALITY: i32 = 11;
const BROTLI_WINDOW: i32 = 22;

/// Writes `<file>.br` and `<file>.gz` beside each file below `dir`.
pub(crate) fn beside(dir: &Path) -> Result<()> {
    for path in crate::fingerprint::files_below(dir)? {
        if !path.extension().and_then(|extension| extension.to_str()).is_some_and(|it| EXTENSIONS.contains(&it)) {
            continue;
        }
        let content = fs::read(&path)?;
        brotli(&content, &with_suffix(&path, "br")).with_context(|| format!("brotli of {}", path.display()))?;
        gzip(&content, &with_suffix(&path, "gz")).with_context(|| format!("gzip of {}", path.display()))?;
    }
    Ok(())
}

/// The name of a file's compressed twin.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

fn brotli(content: &[u8], to: &Path) -> Result<()> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut content = content;
    brotli::BrotliCompress(&mut content, &mut File::create(to)?, &params)?;
    Ok(())
}

fn gzip(content: &[u8], to: &Path) -> Result<()> {
    let mut encoder = flate2::write::GzEncoder::new(File::create(to)?, flate2::Compression::best());
    encoder.write_all(content)?;
    encoder.finish()?;
    Ok(())
}
