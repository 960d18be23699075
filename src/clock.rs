//! The time, in the form in which it is stored.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Microseconds since the Unix epoch.
pub type Micros = i64;

/// How far the system's clock may be set back before this clock follows it. Until then, each call returns one
/// microsecond more than the call before.
const MAX_DRIFT: Micros = 1_000_000;

/// A clock that orders what happens in this process.
struct Clock<S> {
    last: AtomicI64,
    /// The system's clock.
    source: S,
}

impl<S: Fn() -> Micros> Clock<S> {
    const fn new(source: S) -> Self {
        Self { last: AtomicI64::new(0), source }
    }

    fn now(&self) -> Micros {
        let wall = (self.source)();
        let next = |last: Micros| if wall <= last && last - wall <= MAX_DRIFT { last + 1 } else { wall };
        match self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(next(last))) {
            Ok(last) | Err(last) => next(last),
        }
    }
}

static CLOCK: Clock<fn() -> Micros> = Clock::new(wall_clock);

/// Returns the current time. Each call returns a later microsecond than the call before, so that sorting by
/// it gives the order of creation, even if the system's clock is set back by up to a second. A larger step is
/// followed at once: a clock that was wrong by an hour must not stop time for an hour.
pub fn now() -> Micros {
    CLOCK.now()
}

/// Returns a time as callers see it: milliseconds since the Unix epoch.
pub fn millis(time: Micros) -> i64 {
    time / 1_000
}

/// Returns the hour of a time, counted from the Unix epoch.
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

    const HOUR: Micros = 3_600_000_000;

    /// A clock whose source shows `wall`.
    fn clock(wall: &AtomicI64) -> Clock<impl Fn() -> Micros> {
        Clock::new(|| wall.load(Ordering::Relaxed))
    }

    #[test]
    fn no_time_is_handed_out_twice() {
        let times: Vec<Micros> = (0..10_000).map(|_| now()).collect();
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn a_small_step_back_does_not_reverse_the_order() {
        let wall = AtomicI64::new(HOUR);
        let clock = clock(&wall);
        assert_eq!([clock.now(), clock.now()], [HOUR, HOUR + 1]);
        wall.store(HOUR - MAX_DRIFT / 2, Ordering::Relaxed);
        assert_eq!([clock.now(), clock.now()], [HOUR + 2, HOUR + 3]);
        wall.store(HOUR + 10, Ordering::Relaxed);
        assert_eq!(clock.now(), HOUR + 10);
    }

    #[test]
    fn a_jump_of_an_hour_is_followed_forth_and_back() {
        let wall = AtomicI64::new(HOUR);
        let clock = clock(&wall);
        assert_eq!(clock.now(), HOUR);
        wall.store(2 * HOUR, Ordering::Relaxed);
        assert_eq!(clock.now(), 2 * HOUR);
        wall.store(HOUR + 5, Ordering::Relaxed);
        assert_eq!([clock.now(), clock.now()], [HOUR + 5, HOUR + 6]);
    }
}
