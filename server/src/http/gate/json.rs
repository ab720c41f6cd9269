//! A bound on a request's JSON before it is parsed: how deep it nests, and how large a part beside the query is.

use super::{GateLimits, Refused};

/// Refuses JSON that nests deeper than variables may, or whose top-level members (other than `query`) are too large.
///
/// It reads each byte once and does not recurse. Malformed JSON passes: the parser says what is wrong with it.
pub fn check_limits(body: &[u8], limits: &GateLimits) -> Result<(), Refused> {
    // One level for the request's own object.
    let depth_max = limits.variables_depth_max + 1;
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    let mut string_from = 0;
    let mut last_string: &[u8] = b"";
    let mut member: Option<usize> = None;
    for (at, &byte) in body.iter().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    in_string = false;
                    last_string = body.get(string_from..at).unwrap_or_default();
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => {
                in_string = true;
                string_from = at + 1;
            }
            b'{' | b'[' => {
                depth += 1;
                if depth > depth_max {
                    return Err(Refused::TooComplex("variables depth"));
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            // A key that hides `query` or `variables` behind escapes counts as not being `query`.
            b':' if depth == 1 => member = (last_string != b"query").then_some(at),
            _ => {}
        }
        if (byte == b',' && depth == 1) || (byte == b'}' && depth == 0) {
            if member.is_some_and(|from| at - from > limits.variables_bytes_max) {
                return Err(Refused::TooComplex("variables bytes"));
            }
            member = None;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(body: &str) -> Result<(), Refused> {
        check_limits(body.as_bytes(), &GateLimits::default())
    }

    #[test]
    fn bounds_depth_and_size_but_not_the_query() {
        let long = "x".repeat(100_000);
        assert_eq!(verdict(&format!(r#"{{"query":"{long}"}}"#)), Ok(()));
        for key in ["variables", "extensions", "vari\\u0061bles"] {
            let body = format!(r#"{{"query":"","{key}":{{"a":"{long}"}}}}"#);
            assert_eq!(verdict(&body), Err(Refused::TooComplex("variables bytes")), "{key}");
        }
        let nested = |depth: usize| format!(r#"{{"variables":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
        assert_eq!(verdict(&nested(16)), Ok(()));
        assert_eq!(verdict(&nested(17)), Err(Refused::TooComplex("variables depth")));
        assert_eq!(verdict(&nested(1_000_000)), Err(Refused::TooComplex("variables depth")));
        assert_eq!(verdict(r#"{"variables":{"a":"[[[[[[[[[[[[[[[[[[[[[\"[[[["}}"#), Ok(()));
    }
}
