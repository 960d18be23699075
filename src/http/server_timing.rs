//! `Server-Timing`: how long the server itself took for the steps of a request.

use std::fmt::Write;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue};

/// The header.
pub const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Returns the header's value: each step with its duration in milliseconds.
pub fn header(steps: &[(&str, Duration)]) -> HeaderValue {
    let mut text = String::with_capacity(24 * steps.len());
    for (name, time) in steps {
        let separator = if text.is_empty() { "" } else { ", " };
        let milliseconds = time.as_secs_f64() * 1_000.0;
        // A string takes every write.
        let _written = write!(text, "{separator}{name};dur={milliseconds:.3}");
    }
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_named_with_their_milliseconds() {
        let steps = [("auth", Duration::from_micros(21)), ("store", Duration::from_millis(3))];
        assert_eq!(header(&steps), "auth;dur=0.021, store;dur=3.000");
    }
}
