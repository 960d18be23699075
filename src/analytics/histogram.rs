//! Histogram of times to the first token. Only their bucket is stored: 1 ms wide up to 16 ms, then eight buckets per
//! doubling. The rollup's SQL assigns the buckets.

use std::collections::BTreeMap;

/// The number of replies in each bucket.
#[derive(Debug, Clone, Default)]
pub struct Histogram(BTreeMap<i64, i64>);

impl Histogram {
    /// Adds replies to a bucket.
    pub fn add(&mut self, bucket: i64, replies: i64) {
        *self.0.entry(bucket).or_default() += replies;
    }

    /// Returns the time that `share` of the replies (0 to 1) did not exceed, in milliseconds, or `None` without replies.
    /// It is the middle of a bucket, hence accurate to a sixteenth.
    pub fn percentile(&self, share: f64) -> Option<i64> {
        let all: i64 = self.0.values().sum();
        let rank = ((all as f64 * share).ceil() as i64).clamp(1, all.max(1));
        let mut counted = 0;
        self.0.iter().find_map(|(&bucket, &replies)| {
            counted += replies;
            (replies > 0 && counted >= rank).then(|| middle(bucket))
        })
    }
}

/// Returns the middle of a bucket, in milliseconds.
fn middle(bucket: i64) -> i64 {
    if bucket < 16 {
        return bucket;
    }
    let octave = bucket / 8 - 1;
    let width = 1 << octave;
    (bucket - 8 * octave) * width + width / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the bucket that the rollup's SQL assigns.
    fn bucket(time: i64) -> i64 {
        if time < 16 {
            return time;
        }
        let octave = i64::from(time.ilog2()) - 3;
        8 * octave + (time >> octave)
    }

    #[test]
    fn a_bucket_is_close_to_all_its_times() {
        for time in (0..2_000).chain((2_000..1_000_000).step_by(97)) {
            let off = (middle(bucket(time)) - time).abs();
            assert!(off * 16 <= time, "{time}: {off}");
        }
    }

    #[test]
    fn percentiles() {
        let mut times = Histogram::default();
        assert_eq!(times.percentile(0.5), None);
        (1..=100).for_each(|time| times.add(bucket(time), 1));
        assert_eq!(times.percentile(0.0), Some(1));
        assert_eq!(times.percentile(0.1), Some(10));
        assert!((47..=53).contains(&times.percentile(0.5).unwrap()));
        assert!((89..=101).contains(&times.percentile(0.95).unwrap()));
        assert!((94..=106).contains(&times.percentile(1.0).unwrap()));
        times.add(3, -1);
        times.add(3, 1);
        assert_eq!(times.percentile(0.03), Some(3));
    }
}
