//! Time as the store keeps it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Microseconds since the Unix epoch.
pub type Micros = i64;

static LAST: AtomicI64 = AtomicI64::new(0);

/// The time now, handing out each microsecond of this process once and never going back, so that sorting by it gives
/// the order of creation even within one millisecond and across an adjustment of the system's clock.
pub fn now() -> Micros {
    let wall = wall_clock();
    LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(wall.max(last + 1)))
        .map_or(wall, |last| wall.max(last + 1))
}

/// What callers see: milliseconds since the Unix epoch.
pub fn millis(time: Micros) -> i64 {
    time / 1_000
}

/// The hour a time is in, in hours since the Unix epoch.
pub fn hour(time: Micros) -> i64 {
    time / 3_600_000_000
}

fn wall_clock() -> Micros {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_micros()).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_time_is_given_twice_and_none_goes_back() {
        let times: Vec<Micros> = (0..10_000).map(|_| now()).collect();
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
