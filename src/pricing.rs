//! Prices of models, from a table in the settings that the operator maintains.

use std::collections::HashMap;

use serde::Deserialize;

/// Token usage of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Tokens read by the model.
    pub input_tokens: i64,
    /// Tokens written by the model.
    pub output_tokens: i64,
}

/// The price of a model, in US dollars per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Price of input tokens.
    pub input: f64,
    /// Price of output tokens.
    pub output: f64,
}

impl Price {
    /// Returns the cost of a reply in billionths of a US dollar.
    pub fn cost(self, usage: Usage) -> i64 {
        // One dollar per million tokens is a thousand billionths per token.
        let cost = |tokens: i64, price: f64| tokens as f64 * price * 1_000.0;
        let sum = cost(usage.input_tokens, self.input) + cost(usage.output_tokens, self.output);
        sum.round() as i64
    }
}

/// Prices by prefix of a model's full name; the longest matching prefix applies.
#[derive(Debug, Clone, Default)]
pub struct Prices(HashMap<String, Price>);

impl Prices {
    /// Creates the table from the settings.
    pub fn new(table: HashMap<String, Price>) -> Self {
        Self(table)
    }

    /// Returns the price of a model, or `None` if no prefix matches.
    pub fn of(&self, model: &str) -> Option<Price> {
        let matching = self.0.iter().filter(|(prefix, _)| model.starts_with(prefix.as_str()));
        matching.max_by_key(|(prefix, _)| prefix.len()).map(|(_, &price)| price)
    }

    /// Returns all prices, sorted by prefix.
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
    fn the_longest_matching_prefix_applies() {
        let usage = Usage { input_tokens: 1_000_000, output_tokens: 100_000 };
        let cost = |model| prices().of(model).map(|price| price.cost(usage));
        assert_eq!(cost("openai.gpt-4o-2024-11-20"), Some(3_500_000_000));
        assert_eq!(cost("openai.gpt-4o-mini"), Some(210_000_000));
        assert_eq!(cost("local.anything"), Some(0));
        assert_eq!(cost("house.model"), None);
    }

    #[test]
    fn one_token_of_a_cheap_model_has_a_cost() {
        let usage = Usage { input_tokens: 1, output_tokens: 0 };
        assert_eq!(prices().of("openai.gpt-4o-mini").unwrap().cost(usage), 150);
    }
}
