//! Reads the web app's directory into memory.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Bytes;
use http::HeaderValue;

use super::{Assets, File};

/// Files of a web app; more means that the directory is something else.
const FILES_MAX: usize = 5_000;
/// Bytes of one file.
const FILE_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Reads `directory` and what is below it. A directory that is not there, or has no `index.html`, is no web app.
pub fn load(directory: &Path) -> io::Result<Assets> {
    if !directory.join("index.html").is_file() {
        return Ok(Assets::missing());
    }
    let mut contents = HashMap::new();
    let mut waiting = vec![(directory.to_owned(), String::new())];
    while let Some((folder, prefix)) = waiting.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let kind = entry.file_type()?;
            if kind.is_dir() {
                waiting.push((entry.path(), format!("{prefix}{name}/")));
            } else if kind.is_file() {
                contents.insert(format!("{prefix}{name}"), read(entry.path())?);
            }
            if contents.len() > FILES_MAX {
                return Err(io::Error::other(format!("more than {FILES_MAX} files in {}", directory.display())));
            }
        }
    }
    let files = contents.iter().filter(|(name, _)| !is_compressed(name, &contents)).map(|(name, plain)| {
        let form = |suffix: &str| contents.get(&format!("{name}{suffix}")).cloned();
        let file = File {
            plain: plain.clone(),
            brotli: form(".br"),
            gzip: form(".gz"),
            content_type: content_type(name),
            etag: etag(plain),
            immutable: has_hash(name),
        };
        (name.clone(), file)
    });
    Ok(Assets { files: Arc::new(files.collect()) })
}

fn read(path: PathBuf) -> io::Result<Bytes> {
    if fs::metadata(&path)?.len() > FILE_BYTES_MAX {
        return Err(io::Error::other(format!("{} is larger than a web app's file may be", path.display())));
    }
    fs::read(path).map(Bytes::from)
}

fn is_compressed(name: &str, contents: &HashMap<String, Bytes>) -> bool {
    let plain = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz"));
    plain.is_some_and(|plain| contents.contains_key(plain))
}

fn etag(bytes: &Bytes) -> HeaderValue {
    let digest = blake3::hash(bytes).to_hex();
    let short: String = digest.chars().take(32).collect();
    HeaderValue::try_from(format!("W/\"{short}\"")).unwrap_or(HeaderValue::from_static("W/\"0\""))
}

/// Whether the name has a part of at least 8 hexadecimal digits, one of them a number: `erp-9f8a3c2d_bg.wasm`.
pub(super) fn has_hash(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    file.split(['-', '.', '_']).any(|part| {
        part.len() >= 8
            && part.bytes().all(|byte| byte.is_ascii_hexdigit())
            && part.bytes().any(|byte| byte.is_ascii_digit())
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
