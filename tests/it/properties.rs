//! Properties that hold for any input. proptest generates the inputs, and shrinks one that fails.

mod extractors;
mod templates;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestError, TestRunner};

/// Checks a property for this many inputs, the same ones in each run.
#[track_caller]
fn holds_for<S: Strategy>(cases: u32, inputs: &S, property: impl Fn(S::Value)) {
    let config = Config { cases, failure_persistence: None, max_shrink_time: 20_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config.clone(), deterministic(&config));
    let checked = runner.run(inputs, |input| {
        property(input);
        Ok(())
    });
    match checked {
        Ok(()) => {}
        Err(TestError::Fail(reason, input)) => panic!("{reason}\nsmallest input: {input:?}"),
        Err(error) => panic!("{error}"),
    }
}

fn deterministic(config: &Config) -> proptest::test_runner::TestRng {
    proptest::test_runner::TestRng::deterministic_rng(config.rng_algorithm)
}
