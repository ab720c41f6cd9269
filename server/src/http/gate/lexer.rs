//! A cheap count of a document's tokens, so that the parser only ever sees a bounded one.
//!
//! It is no validator: what it cannot read it counts and leaves to the parser. Where it must choose it counts more,
//! never less, than the parser would.

use super::{GateLimits, Refused};

/// The parser skips what lies between tokens again for each thing that could follow, and comments byte by byte.
const COMMENT_WEIGHT: usize = 8;

/// What a document consists of.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Lexical tokens.
    pub tokens: usize,
    /// The most brackets open at once.
    pub brackets: usize,
    /// Directives (`@`).
    pub directives: usize,
}

/// Refuses a document with too many tokens, brackets or directives; stops reading at the first limit.
pub fn check_limits(source: &str, limits: &GateLimits) -> Result<Count, Refused> {
    let bytes = source.as_bytes();
    let mut count = Count::default();
    let mut open = 0_usize;
    let mut ignored = 0_usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b'#' => {
                let to = if byte == b'#' { past(bytes, at, |byte| byte != b'\n' && byte != b'\r') } else { at + 1 };
                let weight = if byte == b'#' { COMMENT_WEIGHT } else { 1 };
                ignored += (to - at) * weight;
                if ignored > limits.ignored_bytes_max {
                    return Err(Refused::TooComplex("ignored bytes"));
                }
                at = to;
                continue;
            }
            b'"' => past_string(bytes, at),
            b'.' => past(bytes, at, |byte| byte == b'.').min(at + 3),
            b'{' | b'(' | b'[' => {
                open += 1;
                count.brackets = count.brackets.max(open);
                at + 1
            }
            b'}' | b')' | b']' => {
                open = open.saturating_sub(1);
                at + 1
            }
            b'@' => {
                count.directives += 1;
                at + 1
            }
            byte if is_word(byte) => past(bytes, at, is_word),
            _ => at + 1,
        };
        count.tokens += 1;
        if count.tokens > limits.tokens_max {
            return Err(Refused::TooComplex("tokens"));
        }
        if count.brackets > limits.brackets_max {
            return Err(Refused::TooComplex("brackets"));
        }
        if count.directives > limits.directives_max {
            return Err(Refused::TooComplex("directives"));
        }
    }
    Ok(count)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn past(bytes: &[u8], from: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().position(|&byte| !belongs(byte)).unwrap_or(rest.len())
}

fn past_string(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let block = rest.starts_with(b"\"\"\"");
    let mut at = if block { 3 } else { 1 };
    while let Some(&byte) = rest.get(at) {
        let tail = rest.get(at..).unwrap_or_default();
        at += match byte {
            b'"' if block && tail.starts_with(b"\"\"\"") => return from + at + 3,
            b'"' if !block => return from + at + 1,
            b'\\' if block && tail.starts_with(b"\\\"\"\"") => 4,
            b'\\' if !block => 2,
            // A plain string ends with its line; the parser will refuse it.
            b'\n' | b'\r' if !block => return from + at,
            _ => 1,
        };
    }
    from + rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(source: &str) -> Count {
        check_limits(source, &GateLimits::default()).unwrap()
    }

    #[test]
    fn counts_as_the_grammar_does() {
        assert_eq!(count("{ a b }"), Count { tokens: 4, brackets: 1, directives: 0 });
        assert_eq!(count("{a(x:\"}{ \\\" @\",y:-1.5)@b...on C{d}}").directives, 1);
        assert_eq!(count("# { { { @ \n{a}").brackets, 1);
        assert_eq!(count(r#"{a(x:"""q " \""" {{ """)}"#).brackets, 2);
        assert_eq!(count("...").tokens, 1);
        assert_eq!(count("......").tokens, 2);
        assert_eq!(count("\"open {{{\n{").brackets, 1);
        assert_eq!(count("\"\\").tokens, 1);
    }
}
