//! W3C trace context (`traceparent`): parsed from the caller or made at random.

use std::fmt;
use std::str::FromStr;

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};

/// The trace of a request and the span that stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceContext {
    trace: u128,
    span: u64,
    parent: Option<u64>,
    sampled: bool,
}

/// The text is no `traceparent` of version 00.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotATraceparent;

impl TraceContext {
    /// A new trace with its first span.
    pub fn fresh(sampled: bool) -> TraceContext {
        // Zero means "invalid" in the standard, so it is avoided.
        TraceContext { trace: rand::random::<u128>().max(1), span: rand::random::<u64>().max(1), parent: None, sampled }
    }

    /// The same trace with a span of its own, for work done on the caller's behalf.
    pub fn child(self) -> TraceContext {
        TraceContext { span: rand::random::<u64>().max(1), parent: Some(self.span), ..self }
    }

    /// The same, to be exported or not.
    pub fn decided(self, sampled: bool) -> TraceContext {
        TraceContext { sampled, ..self }
    }

    /// The trace's number, never 0.
    pub fn trace(self) -> u128 {
        self.trace
    }

    /// The span's number, never 0.
    pub fn span(self) -> u64 {
        self.span
    }

    /// The caller's span, when a caller sent one.
    pub fn parent(self) -> Option<u64> {
        self.parent
    }

    /// Whether the trace is meant to be exported.
    pub fn is_sampled(self) -> bool {
        self.sampled
    }

    /// The same for OpenTelemetry: what is logged with it attached belongs to this span.
    pub fn context(self) -> Context {
        let flags = if self.sampled { TraceFlags::SAMPLED } else { TraceFlags::NOT_SAMPLED };
        let (trace, span) = (TraceId::from(self.trace), SpanId::from(self.span));
        Context::new().with_remote_span_context(SpanContext::new(trace, span, flags, false, TraceState::NONE))
    }

    /// The trace id: 32 lowercase hexadecimal digits.
    pub fn trace_id(&self) -> String {
        format!("{:032x}", self.trace)
    }
}

impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{:032x}-{:016x}-{:02x}", self.trace, self.span, u8::from(self.sampled))
    }
}

impl FromStr for TraceContext {
    type Err = NotATraceparent;

    fn from_str(text: &str) -> Result<TraceContext, NotATraceparent> {
        let mut parts = text.split('-');
        let (Some("00"), Some(trace), Some(span), Some(flags), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotATraceparent);
        };
        let trace = u128::from_str_radix(hex(trace, 32)?, 16).map_err(|_| NotATraceparent)?;
        let span = u64::from_str_radix(hex(span, 16)?, 16).map_err(|_| NotATraceparent)?;
        let flags = u8::from_str_radix(hex(flags, 2)?, 16).map_err(|_| NotATraceparent)?;
        if trace == 0 || span == 0 {
            return Err(NotATraceparent);
        }
        Ok(TraceContext { trace, span, parent: None, sampled: flags & 1 == 1 })
    }
}

fn hex(text: &str, digits: usize) -> Result<&str, NotATraceparent> {
    let lowercase = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() == digits && text.bytes().all(lowercase) { Ok(text) } else { Err(NotATraceparent) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_callers_trace_and_refuses_the_rest() {
        let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let context: TraceContext = text.parse().unwrap();
        assert_eq!(context.to_string(), text);
        assert_eq!(context.child().trace_id(), context.trace_id());
        assert_ne!(context.child(), context);
        let fresh = TraceContext::fresh(true);
        assert_eq!(fresh.to_string().parse(), Ok(fresh));
        for bad in [
            "",
            "00",
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
            "00-+bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        ] {
            assert_eq!(bad.parse::<TraceContext>(), Err(NotATraceparent), "{bad}");
        }
    }
}
