//! When each delta of a reply arrived, checked by content.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::wire::{DELTAS, Expected};

/// The part of a reply that has arrived so far.
pub struct Arrivals {
    expected: &'static Expected,
    length: usize,
    at: Vec<Instant>,
}

impl Arrivals {
    /// Starts with nothing of `expected`.
    pub fn of(expected: &'static Expected) -> Self {
        Self { expected, length: 0, at: Vec::with_capacity(DELTAS) }
    }

    /// Adds the next piece, which may contain several deltas or a part of one. It must be the next part of
    /// the text.
    pub fn push(&mut self, piece: &[u8], now: Instant) -> Result<()> {
        let end = self.length + piece.len();
        ensure!(
            self.expected.bytes.get(self.length..end) == Some(piece),
            "after {} deltas comes something else: {}",
            self.at.len(),
            String::from_utf8_lossy(piece)
        );
        self.length = end;
        while self.expected.ends.get(self.at.len()).is_some_and(|delta| *delta <= end) {
            self.at.push(now);
        }
        Ok(())
    }

    /// Returns the text so far, which has been checked.
    pub fn so_far(&self) -> &'static [u8] {
        &self.expected.bytes[..self.length]
    }

    /// Returns when each delta arrived.
    pub fn at(&self) -> &[Instant] {
        &self.at
    }

    /// Fails if anything is missing.
    pub fn ensure_whole(&self) -> Result<()> {
        let whole = self.length == self.expected.bytes.len();
        ensure!(whole, "the stream ends after {} deltas", self.at.len());
        Ok(())
    }
}

/// A complete streamed reply as its client received it.
pub struct Timeline {
    /// When it was requested.
    pub asked: Instant,
    /// When each delta arrived.
    pub deltas: Vec<Instant>,
    /// When the stream ended.
    pub over: Instant,
}

impl Timeline {
    /// The time from the request to the first delta.
    pub fn first(&self) -> Option<Duration> {
        self.deltas.first().map(|first| *first - self.asked)
    }

    /// The times between consecutive deltas.
    pub fn gaps(&self) -> impl Iterator<Item = Duration> {
        self.deltas.windows(2).map(|pair| pair[1] - pair[0])
    }

    /// The time from the request to the end.
    pub fn total(&self) -> Duration {
        self.over - self.asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{STREAM, TEXT, events};

    #[test]
    fn deltas_are_counted_however_they_are_cut() {
        for expected in [&*TEXT, &*STREAM] {
            for size in [1, 7, 1000, expected.bytes.len()] {
                let mut arrivals = Arrivals::of(expected);
                for piece in expected.bytes.chunks(size) {
                    arrivals.push(piece, Instant::now()).unwrap();
                }
                arrivals.ensure_whole().unwrap();
                assert_eq!(arrivals.at().len(), DELTAS);
            }
        }
    }

    #[test]
    fn the_role_is_no_delta_and_what_is_wrong_is_seen() {
        let mut arrivals = Arrivals::of(&STREAM);
        arrivals.push(&events(true)[0], Instant::now()).unwrap();
        assert_eq!(arrivals.at().len(), 0);
        arrivals.push(&events(true)[1], Instant::now()).unwrap();
        assert_eq!(arrivals.at().len(), 1);
        assert!(arrivals.push(&events(true)[1], Instant::now()).is_err());
        assert!(arrivals.ensure_whole().is_err());
    }
}
