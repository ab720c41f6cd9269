use std::fs;

use http::HeaderMap;

use super::load::{has_hash, load};
use super::*;

fn built() -> (tempfile::TempDir, Assets) {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(directory.path().join(name), text).unwrap();
    write("index.html", "<!doctype html>");
    write("erp-0123456789abcdef.js", "let plain");
    write("erp-0123456789abcdef.js.br", "BR");
    write("erp-0123456789abcdef.js.gz", "GZ");
    let assets = load(directory.path()).unwrap();
    (directory, assets)
}

fn ask(assets: &Assets, path: &str, headers: &[(header::HeaderName, &str)]) -> Response {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()))
        .collect::<HeaderMap>();
    assets.answer(&Method::GET, path, &headers)
}

#[test]
fn hashed_files_are_compressed_and_cached_for_ever() {
    let (_directory, assets) = built();
    assert_eq!(assets.len(), 2);
    let path = "/erp-0123456789abcdef.js";
    for (accepted, coding) in
        [("gzip, br", Some("br")), ("gzip", Some("gzip")), ("br;q=0, gzip;q=0.1", Some("gzip")), ("zstd", None)]
    {
        let reply = ask(&assets, path, &[(header::ACCEPT_ENCODING, accepted)]);
        let found = reply.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap());
        assert_eq!(found, coding, "{accepted}");
        assert_eq!(reply.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        assert_eq!(reply.headers()[header::CACHE_CONTROL], "public,max-age=31536000,immutable");
    }
}

#[test]
fn pages_are_the_index_and_unknown_files_are_not_there() {
    let (_directory, assets) = built();
    for path in ["/", "/orders", "/orders/so_12"] {
        let reply = ask(&assets, path, &[]);
        assert_eq!(reply.status(), StatusCode::OK, "{path}");
        assert_eq!(reply.headers()[header::CACHE_CONTROL], "no-cache");
        let etag = reply.headers()[header::ETAG].to_str().unwrap().to_owned();
        let again = ask(&assets, path, &[(header::IF_NONE_MATCH, &etag)]);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    }
    for path in ["/erp-1123456789abcdef.js", "/favicon.ico", "/../Cargo.toml", "/erp-0123456789abcdef.js.br"] {
        assert_eq!(ask(&assets, path, &[]).status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(assets.answer(&Method::POST, "/", &HeaderMap::new()).status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn without_a_web_app_every_page_says_how_to_build_it() {
    let empty = tempfile::tempdir().unwrap();
    let assets = load(empty.path()).unwrap();
    assert!(assets.is_empty());
    assert!(load(&empty.path().join("nowhere")).unwrap().is_empty());
    assert_eq!(ask(&assets, "/orders", &[]).status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ask(&assets, "/x.js", &[]).status(), StatusCode::NOT_FOUND);
}

#[test]
fn knows_a_hash_from_a_word() {
    assert!(has_hash("assets/erp-9f8a3c2d1b0e4f55_bg.wasm"));
    assert!(!has_hash("index.html"));
    assert!(!has_hash("defaced-deadbeef.js"));
}
