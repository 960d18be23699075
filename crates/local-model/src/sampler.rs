//! Chooses the next token.

use std::collections::HashMap;

use rand::RngExt;

/// Suits small models, and is recommended by the authors of the built-in one.
const TEMPERATURE: f64 = 0.2;
const TOP_P: f64 = 0.9;
/// Without it, models of this size repeat one sentence endlessly.
const FREQUENCY_PENALTY: f64 = 0.5;

/// Tokens less likely than this, relative to the likeliest one, are ignored, which saves sorting them.
const LEAST: f32 = 1e-5;

/// Settings for choosing the next token. Unset ones have defaults that suit small models.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sampling {
    /// From 0, which always takes the likeliest token, to 2.
    pub temperature: Option<f64>,
    /// Only the likeliest tokens that together have this probability are considered. From 0 to 1.
    pub top_p: Option<f64>,
    /// Makes a token less likely for each time it was written. From -2 to 2.
    pub frequency_penalty: Option<f64>,
    /// Makes a token less likely if it was written at all. From -2 to 2.
    pub presence_penalty: Option<f64>,
}

/// Chooses the tokens of one reply.
pub(super) struct Sampler {
    temperature: f32,
    top_p: f32,
    frequency_penalty: f32,
    presence_penalty: f32,
    written: HashMap<u32, f32>,
}

impl Sampler {
    pub(super) fn new(settings: &Sampling) -> Self {
        Self {
            temperature: settings.temperature.unwrap_or(TEMPERATURE) as f32,
            top_p: settings.top_p.unwrap_or(TOP_P) as f32,
            frequency_penalty: settings.frequency_penalty.unwrap_or(FREQUENCY_PENALTY) as f32,
            presence_penalty: settings.presence_penalty.unwrap_or_default() as f32,
            written: HashMap::new(),
        }
    }

    /// Returns the next token. `scores` are the logarithms of the tokens' probabilities.
    pub(super) fn choose(&mut self, mut scores: Vec<f32>) -> u32 {
        for (&token, &times) in &self.written {
            if let Some(score) = scores.get_mut(token as usize) {
                *score -= self.presence_penalty + self.frequency_penalty * times;
            }
        }
        let token = if self.temperature < 1e-3 { likeliest(&scores) } else { self.draw(&scores) };
        *self.written.entry(token).or_default() += 1.0;
        token
    }

    /// Draws one of the likeliest tokens that together have the probability `top_p`.
    fn draw(&self, scores: &[f32]) -> u32 {
        let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let weights =
            (0_u32..).zip(scores).map(|(token, score)| (token, ((score - most) / self.temperature).exp()));
        let mut likely: Vec<(u32, f32)> = weights.filter(|(_, weight)| *weight >= LEAST).collect();
        likely.sort_unstable_by(|a, b| b.1.total_cmp(&a.1));
        let enough = self.top_p * likely.iter().map(|(_, weight)| weight).sum::<f32>();
        let mut sum = 0.0;
        let count = likely.iter().take_while(|(_, weight)| {
            let before = sum;
            sum += weight;
            before < enough
        });
        let count = count.count().max(1);
        likely.truncate(count);
        let total: f32 = likely.iter().map(|(_, weight)| weight).sum();
        let mut left = rand::rng().random::<f32>() * total;
        for &(token, weight) in &likely {
            left -= weight;
            if left <= 0.0 {
                return token;
            }
        }
        likely.last().map_or_else(|| likeliest(scores), |&(token, _)| token)
    }
}

fn likeliest(scores: &[f32]) -> u32 {
    (0_u32..).zip(scores).max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(token, _)| token)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(temperature: f64, top_p: f64) -> Sampling {
        Sampling {
            temperature: Some(temperature),
            top_p: Some(top_p),
            frequency_penalty: Some(0.0),
            ..Sampling::default()
        }
    }

    #[test]
    fn at_no_temperature_or_no_share_the_likeliest_is_chosen() {
        for settings in [settings(0.0, 1.0), settings(2.0, 0.0)] {
            let mut sampler = Sampler::new(&settings);
            assert!((0..50).all(|_| sampler.choose(vec![0.1, 3.0, 2.9]) == 1));
        }
    }

    #[test]
    fn the_share_leaves_the_unlikely_out() {
        let mut sampler = Sampler::new(&settings(1.0, 0.9));
        let chosen: Vec<u32> = (0..300).map(|_| sampler.choose(vec![5.0, 5.0, 0.0])).collect();
        assert!(chosen.contains(&0) && chosen.contains(&1) && !chosen.contains(&2));
    }

    #[test]
    fn penalties_make_repeating_less_likely() {
        let penalised = Sampling { presence_penalty: Some(2.0), ..settings(0.0, 1.0) };
        let mut sampler = Sampler::new(&penalised);
        assert_eq!([sampler.choose(vec![3.0, 2.0]), sampler.choose(vec![3.0, 2.0])], [0, 1]);
        let frequent = Sampling { frequency_penalty: Some(0.6), ..settings(0.0, 1.0) };
        let mut sampler = Sampler::new(&frequent);
        let chosen: Vec<u32> = (0..3).map(|_| sampler.choose(vec![3.0, 2.0])).collect();
        assert_eq!(chosen, [0, 0, 1]);
    }

    #[test]
    fn scores_that_are_no_numbers_do_no_harm() {
        for scores in [vec![f32::NAN; 3], vec![f32::INFINITY; 3], vec![f32::NEG_INFINITY; 3], vec![]] {
            assert!(Sampler::new(&settings(1.0, 0.5)).choose(scores) < 3);
        }
    }
}
