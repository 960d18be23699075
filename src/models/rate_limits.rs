//! When a provider may be asked again, according to its headers.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use time::{Date, Month, Time};

/// The headers of each limit: how much of it remains, and when it is reset.
const LIMITS: [(&str, &str); 6] = [
    ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
    ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
    ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
    ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
    ("anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"),
    ("anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"),
];

/// The longest wait after a request that succeeded. If the limit is still used up then, the provider's refusal says how
/// long to wait.
const AFTER_SUCCESS: Duration = Duration::from_secs(3);

/// Returns how long to wait before a refused request is retried.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let milliseconds = || text(headers, "retry-after-ms")?.parse::<f64>().ok();
    if let Some(milliseconds) = milliseconds() {
        return Duration::try_from_secs_f64(milliseconds / 1_000.0).ok();
    }
    let value = text(headers, RETRY_AFTER.as_str())?;
    if let Ok(seconds) = value.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Returns how long to wait after a request that succeeded, if it exhausted a limit.
pub(super) fn after_success(headers: &HeaderMap) -> Option<Duration> {
    exhausted(headers).map(|wait| wait.min(AFTER_SUCCESS))
}

/// Returns the time until the reset of an exhausted limit, if there is one. Some servers say that there is no limit with
/// a negative number.
pub(super) fn exhausted(headers: &HeaderMap) -> Option<Duration> {
    let wait = |(remaining, reset): &(&'static str, &'static str)| {
        let is_used_up = text(headers, remaining)?.parse::<i64>().is_ok_and(|remaining| remaining == 0);
        let reset = is_used_up.then(|| text(headers, reset))??;
        period(reset).or_else(|| until(reset, headers))
    };
    LIMITS.iter().filter_map(wait).max().filter(|wait| !wait.is_zero())
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Reads a period such as `6m0s`, `1.5s`, `120ms` or `30`.
fn period(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let number: f64 = number.parse().ok()?;
        let (unit, after) = [("ms", 0.001), ("h", 3_600.0), ("m", 60.0), ("s", 1.0)]
            .into_iter()
            .find_map(|(name, unit)| after.strip_prefix(name).map(|after| (unit, after)))
            .or_else(|| after.is_empty().then_some((1.0, "")))?;
        seconds += number * unit;
        rest = after;
    }
    (!text.is_empty()).then(|| Duration::try_from_secs_f64(seconds).ok())?
}

/// Returns the time until a moment such as `2026-05-13T09:00:00Z`, by the provider's own clock if the
/// response has its time.
fn until(text: &str, headers: &HeaderMap) -> Option<Duration> {
    let now = headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    let now = now.unwrap_or_else(SystemTime::now).duration_since(UNIX_EPOCH).ok()?;
    Some(moment(text)?.saturating_sub(now))
}

/// Reads a moment; returns the time from the Unix epoch to it.
fn moment(text: &str) -> Option<Duration> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut date = date.splitn(3, '-');
    let (year, month, day) = (date.next()?, date.next()?, date.next()?);
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()?;
    let time = time.split_once('.').map_or(time, |(whole, _)| whole);
    let mut time = time.splitn(3, ':');
    let (hour, minute, second) = (time.next()?, time.next()?, time.next()?);
    let time = Time::from_hms(hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?).ok()?;
    u64::try_from(date.with_time(time).assume_utc().unix_timestamp()).ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|&(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn retry_after_in_all_its_forms() {
        let parse = |value: &str| retry_after(&headers(&[("retry-after", value)]));
        assert_eq!(parse("7"), Some(Duration::from_secs(7)));
        assert_eq!(parse("Fri, 31 Dec 1999 23:59:59 GMT"), Some(Duration::ZERO));
        assert_eq!(parse("-1"), None);
        assert_eq!(parse("soon"), None);
        let exact = headers(&[("retry-after", "7"), ("retry-after-ms", "6500")]);
        assert_eq!(retry_after(&exact), Some(Duration::from_millis(6_500)));
    }

    #[test]
    fn after_a_success_the_wait_is_short() {
        for (reset, wait) in [("6m0s", 3_000), ("120ms", 120)] {
            let limit = [("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", reset)];
            assert_eq!(after_success(&headers(&limit)), Some(Duration::from_millis(wait)));
        }
    }

    #[test]
    fn a_limit_that_is_used_up_is_waited_for() {
        let openai = |remaining, reset| {
            exhausted(&headers(&[
                ("x-ratelimit-remaining-tokens", remaining),
                ("x-ratelimit-reset-tokens", reset),
                ("x-ratelimit-remaining-requests", "100"),
                ("x-ratelimit-reset-requests", "1h"),
            ]))
        };
        for (remaining, reset, wait) in [
            ("0", "6m0s", Some(360_000)),
            ("0", "1h2m3.5s", Some(3_723_500)),
            ("0", "120ms", Some(120)),
            ("0", "30", Some(30_000)),
            ("-1", "1s", None),
            ("1", "6m0s", None),
            ("0", "soon", None),
            ("0", "", None),
            ("0", "0s", None),
            ("0", "1e400", None),
            ("x", "1s", None),
        ] {
            assert_eq!(openai(remaining, reset), wait.map(Duration::from_millis), "{remaining} {reset}");
        }
        let anthropic = |reset| {
            exhausted(&headers(&[
                ("date", "Wed, 13 May 2026 09:00:00 GMT"),
                ("anthropic-ratelimit-input-tokens-remaining", "0"),
                ("anthropic-ratelimit-input-tokens-reset", reset),
            ]))
        };
        for (reset, wait) in [
            ("2026-05-13T09:00:30Z", Some(30)),
            ("2026-05-13T09:01:00.5Z", Some(60)),
            ("2026-05-13T08:00:00Z", None),
            ("2026-13-13T08:00:00Z", None),
            ("tomorrow", None),
        ] {
            assert_eq!(anthropic(reset), wait.map(Duration::from_secs), "{reset}");
        }
    }
}
