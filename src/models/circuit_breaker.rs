//! Spares callers the wait for a provider that is down, and obeys providers that ask their clients to wait.
//!
//! After several failures in a row, a model is not asked for a while; then one request tries it, while others
//! still fail at once. Each model of a connection has its own circuit breaker, because providers count by
//! model: a smaller model of the same connection may stand in.

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
    /// Lets a request pass, or returns why the model is not asked now.
    pub(super) fn pass(self) -> Result<Permit, Failure> {
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
        Ok(Permit { breaker: self, is_probe })
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

/// Permission for one request. If it is dropped without a report, it says nothing about the model.
#[derive(Debug)]
pub(super) struct Permit {
    breaker: CircuitBreaker,
    is_probe: bool,
}

impl Permit {
    /// Reports how the request began: with this failure, or without one.
    pub(super) fn report(self, failure: Option<&Failure>) {
        let mut state = self.breaker.lock();
        if failure.is_some_and(|failure| is_outage(failure.kind)) {
            state.failures = state.failures.saturating_add(1);
            state.open_until = Some(Instant::now() + self.breaker.pause);
        } else {
            state.failures = 0;
            state.open_until = None;
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

/// Returns whether a failure is the provider's, whatever the request.
fn is_outage(kind: FailureKind) -> bool {
    use FailureKind as K;
    matches!(kind, K::Unreachable | K::TimedOut | K::Broken | K::CutOff | K::Nonsense)
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
        breakers.of("c", "m").pass().unwrap().report(Some(&Failure::new(kind, "")));
    }

    #[test]
    fn failures_in_a_row_open_it_for_one_model_alone() {
        let breakers = breakers(Duration::from_secs(60));
        fail(&breakers, FailureKind::Broken);
        breakers.of("c", "m").pass().unwrap().report(None);
        fail(&breakers, FailureKind::Broken);
        fail(&breakers, FailureKind::Refused);
        fail(&breakers, FailureKind::TimedOut);
        fail(&breakers, FailureKind::Unreachable);
        let failure = breakers.of("c", "m").pass().unwrap_err();
        assert_eq!(failure.kind, FailureKind::Down);
        assert!(failure.retry_after.unwrap() > Duration::from_secs(50));
        assert!(breakers.of("c", "other").pass().is_ok() && breakers.of("other", "m").pass().is_ok());
    }

    #[test]
    fn one_request_at_a_time_tries_it_again() {
        let breakers = breakers(Duration::ZERO);
        fail(&breakers, FailureKind::Broken);
        fail(&breakers, FailureKind::Broken);
        let probe = breakers.of("c", "m").pass().unwrap();
        assert_eq!(breakers.of("c", "m").pass().unwrap_err().kind, FailureKind::Down);
        // Its caller left.
        drop(probe);
        let probe = breakers.of("c", "m").pass().unwrap();
        probe.report(Some(&Failure::new(FailureKind::Broken, "")));
        let probe = breakers.of("c", "m").pass().unwrap();
        assert!(breakers.of("c", "m").pass().is_err());
        probe.report(None);
        let both = [breakers.of("c", "m").pass(), breakers.of("c", "m").pass()];
        assert!(both.iter().all(Result::is_ok));
    }

    #[test]
    fn a_provider_that_asks_us_to_wait_is_not_asked() {
        let breakers = breakers(Duration::ZERO);
        breakers.of("c", "m").wait(Duration::from_secs(1_000_000), FailureKind::RateLimited);
        let failure = breakers.of("c", "m").pass().unwrap_err();
        assert_eq!(failure.kind, FailureKind::RateLimited);
        assert!(failure.retry_after.unwrap() <= LONGEST_PAUSE);
        breakers.of("c", "m").wait(Duration::ZERO, FailureKind::RateLimited);
        assert!(breakers.of("c", "m").pass().is_ok());
    }
}
