//! The web app's files, in memory: answered without touching the disk, compressed beforehand.
//!
//! [`load`] reads a directory once at start: `index.html`, files with a hash in their name, and beside any of them its
//! `.br` and `.gz` forms. A path without a file extension that is no file is a page of the app, so it gets
//! `index.html`.

pub mod load;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::any;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::reply;

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>The web app is not built</title>\
    <h1>The web app is not built</h1><p>The server runs, but there is no web app to serve. Build it with</p>\
    <pre>cargo xtask web</pre><p>and start the server again. The API at <code>/graphql</code> works without it.</p></html>\n";

/// One file in its forms.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) plain: Bytes,
    pub(crate) brotli: Option<Bytes>,
    pub(crate) gzip: Option<Bytes>,
    pub(crate) content_type: &'static str,
    pub(crate) etag: HeaderValue,
    /// The name changes with the content, so a copy is good for ever.
    pub(crate) immutable: bool,
}

/// The files of the web app; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    files: Arc<HashMap<String, File>>,
}

impl Assets {
    /// No web app: every page says how to build it.
    pub fn missing() -> Assets {
        Assets::default()
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no web app.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// A router that answers every path with the web app; meant as the fallback of the whole.
    pub fn router(self) -> Router {
        Router::new().fallback(any(handle)).with_state(self)
    }

    fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Response {
        if !matches!(*method, Method::GET | Method::HEAD) {
            let mut reply = reply::error(StatusCode::METHOD_NOT_ALLOWED, "BAD_USER_INPUT", "Files are only read.");
            reply.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return reply;
        }
        let name = path.trim_start_matches('/');
        let is_page = !name.rsplit('/').next().unwrap_or_default().contains('.');
        let file = self.files.get(name).or_else(|| self.files.get("index.html").filter(|_| is_page));
        match file {
            Some(file) => file.answer(headers),
            None if is_page => html(StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT),
            None => reply::error(StatusCode::NOT_FOUND, "NOT_FOUND", "There is no such file."),
        }
    }
}

async fn handle(State(assets): State<Assets>, request: Request) -> Response {
    // For HEAD the HTTP layer sends the headers alone, with the length that GET would have.
    assets.answer(request.method(), request.uri().path(), request.headers())
}

impl File {
    fn answer(&self, asked: &HeaderMap) -> Response {
        let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let etag = self.etag.to_str().unwrap_or_default();
        let unchanged = known
            .is_some_and(|known| known.split(',').any(|one| matches!(one.trim(), one if one == etag || one == "*")));
        let (coding, bytes) = self.form(asked);
        let mut reply = Response::new(if unchanged { Body::empty() } else { Body::from(bytes.clone()) });
        if unchanged {
            *reply.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = reply.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(header::ETAG, self.etag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        let caching = if self.immutable { "public,max-age=31536000,immutable" } else { "no-cache" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        if let (Some(coding), false) = (coding, unchanged) {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        reply
    }

    /// The smallest form that the caller reads.
    fn form(&self, asked: &HeaderMap) -> (Option<&'static str>, &Bytes) {
        let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        for (coding, form) in [("br", &self.brotli), ("gzip", &self.gzip)] {
            if let Some(bytes) = form.as_ref().filter(|_| accepts(accepted, coding)) {
                return (Some(coding), bytes);
            }
        }
        (None, &self.plain)
    }
}

fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = |part: &str| {
            let weight = part.strip_prefix("q=").unwrap_or("1");
            weight.bytes().all(|byte| byte == b'0' || byte == b'.')
        };
        named && !parts.any(refused)
    })
}

fn html(status: StatusCode, page: &'static str) -> Response {
    let mut reply = Response::new(Body::from(page));
    *reply.status_mut() = status;
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    reply.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}

#[cfg(test)]
mod tests;
