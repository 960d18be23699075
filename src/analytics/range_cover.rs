//! Covering a range of time with as few steps as possible: the longest that fit, and shorter ones at the edges.

use crate::store::figures::{DAY, HOUR, PERIOD, Steps};

/// Returns ranges of steps that together are exactly the steps `from..to` of `step` seconds each.
pub fn cover(step: i64, from: i64, to: i64) -> [Steps; 5] {
    let (from, to) = (from * step, to * step);
    let (days, periods) = (inside(DAY, from, to), inside(PERIOD, from, to));
    let steps = |step: i64, from: i64, to: i64| Steps { step, from: from / step, to: to / step };
    let (hours_before, hours_after) = match days {
        Some((first, last)) => (steps(HOUR, from, first), steps(HOUR, last, to)),
        None => (steps(HOUR, from, to), steps(HOUR, 0, 0)),
    };
    let (days_before, whole, days_after) = match (days, periods) {
        (Some((first, last)), Some((begin, end))) => {
            (steps(DAY, first, begin), steps(PERIOD, begin, end), steps(DAY, end, last))
        }
        (Some((first, last)), None) => (steps(DAY, first, last), steps(PERIOD, 0, 0), steps(DAY, 0, 0)),
        (None, _) => (steps(DAY, 0, 0), steps(PERIOD, 0, 0), steps(DAY, 0, 0)),
    };
    [hours_before, days_before, whole, days_after, hours_after]
}

/// Returns the start of the first whole step in a range and the end of the last, or `None` if there is no whole step.
fn inside(step: i64, from: i64, to: i64) -> Option<(i64, i64)> {
    let (first, last) = ((from + step - 1).div_euclid(step) * step, to.div_euclid(step) * step);
    (first < last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the hours of all pieces.
    fn hours(pieces: &[Steps]) -> Vec<i64> {
        pieces
            .iter()
            .flat_map(|piece| {
                let hours = piece.step / HOUR;
                (piece.from..piece.to).flat_map(move |step| step * hours..(step + 1) * hours)
            })
            .collect()
    }

    #[test]
    fn each_hour_is_covered_once_and_in_order() {
        let start = 20_000 * 24;
        for from in [start, start + 1, start + 23, start + 24 * 5, start + 24 * 27 + 7] {
            for length in
                [1, 2, 23, 24, 25, 24 * 7, 24 * 28 - 1, 24 * 28, 24 * 56 + 3, 24 * 100, 24 * 365 + 5]
            {
                let covered = hours(&cover(HOUR, from, from + length));
                assert_eq!(covered, (from..from + length).collect::<Vec<_>>(), "{from} {length}");
            }
        }
    }

    #[test]
    fn a_year_consists_of_few_periods() {
        let pieces = cover(DAY, 20_000, 20_365);
        assert_eq!(hours(&pieces), (20_000 * 24..20_365 * 24).collect::<Vec<_>>());
        assert!(pieces[2].to - pieces[2].from >= 12);
        assert!(pieces[0].from >= pieces[0].to && pieces[4].from >= pieces[4].to);
    }
}
