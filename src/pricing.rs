//! What models cost: a table of the settings, which whoever runs the server corrects.

use std::collections::HashMap;

use serde::Deserialize;

/// What a reply took, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Read by the model.
    pub input_tokens: i64,
    /// Written by it.
    pub output_tokens: i64,
}

/// What a model costs, in US dollars for a million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Of what it reads.
    pub input: f64,
    /// Of what it writes.
    pub output: f64,
}

impl Price {
    /// What a reply costs, in billionths of a US dollar.
    pub fn cost(self, usage: Usage) -> i64 {
        // A dollar for a million tokens is a thousand billionths for one.
        let cost = |tokens: i64, price: f64| tokens as f64 * price * 1_000.0;
        let sum = cost(usage.input_tokens, self.input) + cost(usage.output_tokens, self.output);
        sum.round() as i64
    }
}

/// Prices by the beginning of a model's full name; the longest beginning that fits counts.
#[derive(Debug, Clone, Default)]
pub struct Prices(HashMap<String, Price>);

impl Prices {
    /// From the settings.
    pub fn new(table: HashMap<String, Price>) -> Self {
        Self(table)
    }

    /// The price of a model; none if it has none.
    pub fn of(&self, model: &str) -> Option<Price> {
        let fitting = self.0.iter().filter(|(beginning, _)| model.starts_with(beginning.as_str()));
        fitting.max_by_key(|(beginning, _)| beginning.len()).map(|(_, &price)| price)
    }

    /// All of them, sorted by the names.
    pub fn all(&self) -> Vec<(&str, Price)> {
        let mut all: Vec<_> = self.0.iter().map(|(name, &price)| (name.as_str(), price)).collect();
        all.sort_unstable_by_key(|(name, _)| *name);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices() -> Prices {
        Prices::new(HashMap::from([
            ("openai.gpt-4o".to_owned(), Price { input: 2.5, output: 10.0 }),
            ("openai.gpt-4o-mini".to_owned(), Price { input: 0.15, output: 0.6 }),
            ("local.".to_owned(), Price { input: 0.0, output: 0.0 }),
        ]))
    }

    #[test]
    fn the_longest_beginning_counts() {
        let usage = Usage { input_tokens: 1_000_000, output_tokens: 100_000 };
        let cost = |model| prices().of(model).map(|price| price.cost(usage));
        assert_eq!(cost("openai.gpt-4o-2024-11-20"), Some(3_500_000_000));
        assert_eq!(cost("openai.gpt-4o-mini"), Some(210_000_000));
        assert_eq!(cost("local.anything"), Some(0));
        assert_eq!(cost("house.model"), None);
    }

    #[test]
    fn one_token_of_a_cheap_model_is_not_nothing() {
        let usage = Usage { input_tokens: 1, output_tokens: 0 };
        assert_eq!(prices().of("openai.gpt-4o-mini").unwrap().cost(usage), 150);
    }
}
