//! Content negotiation of GraphQL over HTTP.

use http::{HeaderMap, HeaderValue, header};

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// `application/json`: document errors answer 200, as old clients expect.
    Json,
    /// `application/graphql-response+json`: document errors answer 400 without `data`.
    GraphqlResponse,
}

impl Media {
    /// The content type to answer with.
    pub fn content_type(self) -> HeaderValue {
        match self {
            Media::Json => crate::http::reply::JSON,
            Media::GraphqlResponse => HeaderValue::from_static("application/graphql-response+json; charset=utf-8"),
        }
    }

    /// What the caller accepts best; `None` when it accepts nothing that exists here. At equal weight the first wins.
    pub fn accepted(headers: &HeaderMap) -> Option<Media> {
        let mut best: Option<(u16, Media)> = None;
        let mut named = false;
        for value in headers.get_all(header::ACCEPT) {
            let Ok(value) = value.to_str() else { return None };
            for range in value.split(',').filter(|range| !range.trim().is_empty()) {
                named = true;
                let mut parts = range.split(';').map(str::trim);
                let media = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
                    "*/*" | "application/*" | "application/json" => Media::Json,
                    "application/graphql-response+json" => Media::GraphqlResponse,
                    _ => continue,
                };
                let (mut weight, mut readable) = (1000, true);
                for parameter in parts {
                    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
                    match name.trim().to_ascii_lowercase().as_str() {
                        "q" => weight = thousandths(value.trim()),
                        "charset" => readable = is_utf8(value),
                        _ => {}
                    }
                }
                if readable && weight > 0 && best.is_none_or(|(known, _)| weight > known) {
                    best = Some((weight, media));
                }
            }
        }
        if named { best.map(|(_, media)| media) } else { Some(Media::Json) }
    }
}

/// Whether a body of this content type is JSON in UTF-8, which no browser form can send.
pub fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next(), types.next()) else { return false };
    let Ok(value) = value.to_str() else { return false };
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let plain = headers.get(header::CONTENT_ENCODING).is_none_or(|coding| coding == "identity");
    plain
        && essence.eq_ignore_ascii_case("application/json")
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) => !name.trim().eq_ignore_ascii_case("charset") || is_utf8(value),
            None => parameter.is_empty(),
        })
}

fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim().trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

/// A weight `0.835` as 835; what is no weight counts as none.
fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    match whole {
        "1" => 1000,
        "0" => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn picks_what_the_caller_likes_best() {
        let pick = |value| Media::accepted(&headers(header::ACCEPT, value));
        assert_eq!(Media::accepted(&HeaderMap::new()), Some(Media::Json));
        assert_eq!(pick("*/*"), Some(Media::Json));
        assert_eq!(pick("application/graphql-response+json, application/json;q=0.9"), Some(Media::GraphqlResponse));
        assert_eq!(
            pick("application/json;q=0.1, application/graphql-response+json;q=0.2"),
            Some(Media::GraphqlResponse)
        );
        assert_eq!(pick("application/json; charset=UTF-8"), Some(Media::Json));
        assert_eq!(pick("application/json; charset=utf-16"), None);
        assert_eq!(pick("text/html"), None);
        assert_eq!(pick("application/json;q=0"), None);
    }

    #[test]
    fn takes_json_in_utf8_only() {
        let json = |value| is_json(&headers(header::CONTENT_TYPE, value));
        assert!(json("application/json"));
        assert!(json("Application/JSON; charset=\"UTF-8\""));
        for bad in [
            "application/json; charset=utf-16",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=application/json",
            "text/plain; application/json",
            "application/json, text/plain",
            "application/graphql",
        ] {
            assert!(!json(bad), "{bad}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
