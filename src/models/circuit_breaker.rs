//! Spares callers the wait for a provider that is down, and obeys providers that ask their clients to wait.
//!
//! After several failures in a row, a model is not asked for a while; then one request tries it, while others
//! still fail at once. Each model of a connection has its own circuit breaker, because providers count by
//! model: a smaller model of the same connection may stand in.
//!
//! All projects share the circuit breakers of the server connections, so that not each of them has to wait for a
//! provider that is down. Therefore a failure that an agent's own fields may have caused does not count.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use moka::sync::Cache;

use super::failure::{Failure, FailureKind};
use crate::config::Models;

/// Maximum number of models that are remembered.
const CAPACITY: u64 = 10_000;
/// How long a model that nobody asks is remembered.
const IDLE: Duration = Duration::from_secs(60 * 60);
/// The longest wait that a provider can ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);
/// How long callers are asked to wait while a request tries a model.
const PROBE_TIME: Duration = Duration::from_secs(1);

/// The circuit breakers of all connections. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct CircuitBreakers {
    all: Cache<String, Arc<Mutex<State>>>,
    failures: u32,
    pause: Duration,
}

#[derive(Debug, Default)]
struct State {
    /// Failures in a row.
    failures: u32,
    /// Until when the model is not asked, because it failed too often.
    open_until: Option<Instant>,
    /// Whether a request is trying it.
    probing: bool,
    /// Until when its provider asked us to wait, and the kind of failure that it reported.
    wait: Option<(Instant, FailureKind)>,
}

impl CircuitBreakers {
    pub(super) fn new(settings: &Models) -> Self {
        let all = Cache::builder().max_capacity(CAPACITY).time_to_idle(IDLE).build();
        Self { all, failures: settings.circuit_failures, pause: settings.circuit_pause }
    }

    /// Returns the circuit breaker of a connection's model.
    pub(super) fn of(&self, connection: &str, model: &str) -> CircuitBreaker {
        let state = self.all.get_with(format!("{connection}\n{model}"), Arc::default);
        CircuitBreaker { state, failures: self.failures, pause: self.pause }
    }
}

/// The circuit breaker of one model.
#[derive(Debug)]
pub(super) struct CircuitBreaker {
    state: Arc<Mutex<State>>,
    failures: u32,
    pause: Duration,
}

impl CircuitBreaker {
    /// Lets a request with such fields pass, or returns why the model is not asked now.
    pub(super) fn pass(self, fields: Fields) -> Result<Permit, Failure> {
        let is_probe = {
            let (mut state, now) = (self.lock(), Instant::now());
            if let Some((until, kind)) = state.wait.filter(|(until, _)| *until > now) {
                return Err(later(kind, until - now, "its provider asked us to wait"));
            }
            let is_open = self.failures > 0 && state.failures >= self.failures;
            if is_open {
                let left =
                    state.open_until.map(|until| until.saturating_duration_since(now)).unwrap_or_default();
                if !left.is_zero() || state.probing {
                    return Err(later(
                        FailureKind::Down,
                        left.max(PROBE_TIME),
                        "it failed several times in a row",
                    ));
                }
                state.probing = true;
            }
            is_open
        };
        Ok(Permit { breaker: self, is_probe, fields })
    }

    /// Stops asking the model for a while, because its provider asked us to wait.
    pub(super) fn wait(&self, wait: Duration, kind: FailureKind) {
        self.lock().wait = Some((Instant::now() + wait.min(LONGEST_PAUSE), kind));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn later(kind: FailureKind, wait: Duration, detail: &str) -> Failure {
    Failure { retry_after: Some(wait), ..Failure::new(kind, detail) }
}

/// Which fields a request has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fields {
    /// Those of our settings.
    Known,
    /// Also fields of the agent's own, which may make a provider fail.
    Extra,
}

/// Permission for one request. If it is dropped without a report, it says nothing about the model.
#[derive(Debug)]
pub(super) struct Permit {
    breaker: CircuitBreaker,
    is_probe: bool,
    fields: Fields,
}

impl Permit {
    /// Reports that the reply has begun. The model may think for minutes before its first word; others need not wait for
    /// that.
    pub(super) fn heard(&mut self) {
        if std::mem::take(&mut self.is_probe) {
            let mut state = self.breaker.lock();
            *state = State { wait: state.wait, ..State::default() };
        }
    }

    /// Reports how the request ended: with this failure, or with a word. A request that is retried counts once: its
    /// later failures do not `count`.
    pub(super) fn report(self, failure: Option<&Failure>, counts: bool) {
        let mut state = self.breaker.lock();
        match failure {
            Some(failure) if is_outage(failure.kind) => {
                if self.fields == Fields::Known || is_surely_outage(failure) {
                    state.failures = state.failures.saturating_add(u32::from(counts));
                    state.open_until = Some(Instant::now() + self.breaker.pause);
                }
            }
            _ => {
                state.failures = 0;
                state.open_until = None;
            }
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.is_probe {
            self.breaker.lock().probing = false;
        }
    }
}

/// Returns whether a failure is the provider's.
pub(super) fn is_outage(kind: FailureKind) -> bool {
    use FailureKind as K;
    matches!(kind, K::Unreachable | K::TimedOut | K::Broken | K::CutOff | K::Nonsense)
}

/// Returns whether an outage cannot be due to the request's fields. Some servers answer fields that they do not
/// understand with 500, or with an error or nonsense in the stream.
fn is_surely_outage(failure: &Failure) -> bool {
    use FailureKind as K;
    match failure.kind {
        K::Broken => failure.status.is_some_and(|status| matches!(status, 502..=504 | 529)),
        K::Nonsense => false,
        kind => is_outage(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breakers(pause: Duration) -> CircuitBreakers {
        let mut settings =
            crate::config::Config::load(None, &crate::config::Overrides::default()).unwrap().models;
        (settings.circuit_failures, settings.circuit_pause) = (2, pause);
        CircuitBreakers::new(&settings)
    }

    fn fail(breakers: &CircuitBreakers, kind: FailureKind) {
        breakers.of("c", "m").pass(Fields::Known).unwrap().report(Some(&Failure::new(kind, "")), true);
    }

    #[test]
    fn failures_in_a_row_open_it_for_one_model_alone() {
        let breakers = breakers(Duration::from_secs(60));
        fail(&breakers, FailureKind::Broken);
        breakers.of("c", "m").pass(Fields::Known).unwrap().report(None, true);
        fail(&breakers, FailureKind::Broken);
        fail(&breakers, FailureKind::Refused);
        fail(&breakers, FailureKind::TimedOut);
        fail(&breakers, FailureKind::Unreachable);
        let failure = breakers.of("c", "m").pass(Fields::Known).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Down);
        assert!(failure.retry_after.unwrap() > Duration::from_secs(50));
        assert!(
            breakers.of("c", "other").pass(Fields::Known).is_ok()
                && breakers.of("other", "m").pass(Fields::Known).is_ok()
        );
    }

    #[test]
    fn one_request_at_a_time_tries_it_again() {
        let breakers = breakers(Duration::ZERO);
        fail(&breakers, FailureKind::Broken);
        fail(&breakers, FailureKind::Broken);
        let probe = breakers.of("c", "m").pass(Fields::Known).unwrap();
        assert_eq!(breakers.of("c", "m").pass(Fields::Known).unwrap_err().kind, FailureKind::Down);
        // Its caller left.
        drop(probe);
        let probe = breakers.of("c", "m").pass(Fields::Known).unwrap();
        probe.report(Some(&Failure::new(FailureKind::Broken, "")), true);
        let probe = breakers.of("c", "m").pass(Fields::Known).unwrap();
        assert!(breakers.of("c", "m").pass(Fields::Known).is_err());
        probe.report(None, true);
        let both = [breakers.of("c", "m").pass(Fields::Known), breakers.of("c", "m").pass(Fields::Known)];
        assert!(both.iter().all(Result::is_ok));
    }

    #[test]
    fn a_model_that_is_heard_thinking_is_asked_by_everybody() {
        let breakers = breakers(Duration::ZERO);
        fail(&breakers, FailureKind::Broken);
        fail(&breakers, FailureKind::Broken);
        let mut probe = breakers.of("c", "m").pass(Fields::Known).unwrap();
        probe.heard();
        let other = breakers.of("c", "m").pass(Fields::Known).unwrap();
        assert!(breakers.of("c", "m").pass(Fields::Known).is_ok());
        // It fails after all: that is the first failure of a new series.
        probe.report(Some(&Failure::new(FailureKind::CutOff, "")), true);
        assert!(breakers.of("c", "m").pass(Fields::Known).is_ok());
        other.report(Some(&Failure::new(FailureKind::CutOff, "")), true);
        let _probe = breakers.of("c", "m").pass(Fields::Known).unwrap();
        assert!(breakers.of("c", "m").pass(Fields::Known).is_err());
    }

    #[test]
    fn a_request_counts_once_however_often_it_is_retried() {
        let breakers = breakers(Duration::from_secs(60));
        let failure = Failure::new(FailureKind::Broken, "");
        for counts in [true, false, false] {
            breakers.of("c", "m").pass(Fields::Known).unwrap().report(Some(&failure), counts);
        }
        assert!(breakers.of("c", "m").pass(Fields::Known).is_ok());
    }

    #[test]
    fn failures_that_extra_fields_may_have_caused_do_not_count() {
        for (kind, status, counts) in [
            (FailureKind::Broken, Some(500), false),
            (FailureKind::Broken, None, false),
            (FailureKind::Nonsense, None, false),
            (FailureKind::Broken, Some(503), true),
            (FailureKind::Unreachable, None, true),
        ] {
            let breakers = breakers(Duration::from_secs(60));
            for _ in 0..2 {
                let failure = Failure { status, ..Failure::new(kind, "") };
                breakers.of("c", "m").pass(Fields::Extra).unwrap().report(Some(&failure), true);
            }
            assert_eq!(breakers.of("c", "m").pass(Fields::Known).is_err(), counts, "{kind:?} {status:?}");
        }
    }

    #[test]
    fn a_provider_that_asks_us_to_wait_is_not_asked() {
        let breakers = breakers(Duration::ZERO);
        breakers.of("c", "m").wait(Duration::from_secs(1_000_000), FailureKind::RateLimited);
        let failure = breakers.of("c", "m").pass(Fields::Known).unwrap_err();
        assert_eq!(failure.kind, FailureKind::RateLimited);
        assert!(failure.retry_after.unwrap() <= LONGEST_PAUSE);
        breakers.of("c", "m").wait(Duration::ZERO, FailureKind::RateLimited);
        assert!(breakers.of("c", "m").pass(Fields::Known).is_ok());
    }
}
