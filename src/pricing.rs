//! The prices of models, from a table in the settings.

use std::collections::HashMap;

use serde::Deserialize;

/// The highest cost of a reply, in billionths of a US dollar: sums of many replies must not overflow.
const MAX_COST: f64 = 1e15;

/// The tokens of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Read by the model.
    pub input_tokens: i64,
    /// Written by it.
    pub output_tokens: i64,
}

impl std::ops::Add for Usage {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            input_tokens: self.input_tokens.saturating_add(other.input_tokens),
            output_tokens: self.output_tokens.saturating_add(other.output_tokens),
        }
    }
}

/// The price of a model, in US dollars per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// For input tokens.
    pub input: f64,
    /// For output tokens.
    pub output: f64,
}

impl Price {
    /// Returns the cost of a reply, in billionths of a US dollar.
    pub fn cost(self, usage: Usage) -> i64 {
        // One dollar per million tokens is a thousand billionths of a dollar per token.
        let cost = |tokens: i64, price: f64| tokens as f64 * price * 1_000.0;
        let sum = cost(usage.input_tokens, self.input) + cost(usage.output_tokens, self.output);
        sum.round().clamp(0.0, MAX_COST) as i64
    }
}

/// Prices by the full name of a model.
#[derive(Debug, Clone, Default)]
pub struct Prices(HashMap<String, Price>);

impl Prices {
    /// Creates the table from the settings.
    pub fn new(table: HashMap<String, Price>) -> Self {
        Self(table)
    }

    /// Returns the price of a model, if it is known.
    pub fn of(&self, model: &str) -> Option<Price> {
        by_model(&self.0, model).copied()
    }

    /// Returns all prices, sorted by name.
    pub fn all(&self) -> Vec<(&str, Price)> {
        let mut all: Vec<_> = self.0.iter().map(|(name, &price)| (name.as_str(), price)).collect();
        all.sort_unstable_by_key(|(name, _)| *name);
        all
    }
}

/// Finds a model's entry in a table by its full name `<connection>.<model>`. Without one, uses the entry of
/// the name without its date, or else that of the whole connection, `<connection>.`. A common prefix alone is
/// no match.
pub fn by_model<'t, T>(table: &'t HashMap<String, T>, name: &str) -> Option<&'t T> {
    let connection = || table.get(&name[..=name.find('.')?]);
    table.get(name).or_else(|| table.get(undated(name)?)).or_else(connection)
}

/// Returns a model's name without the suffix of its version: `-2026-05-13`, `-20260513` or `-latest`.
fn undated(name: &str) -> Option<&str> {
    let is_date = |text: &str| {
        let digits = match text.len() {
            8 => text.to_owned(),
            10 if text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' => text.replace('-', ""),
            _ => return false,
        };
        digits.len() == 8 && digits.starts_with("20") && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let endings = name.match_indices('-').map(|(at, _)| at);
    let mut dated = endings.filter(|&at| is_date(&name[at + 1..]) || &name[at + 1..] == "latest");
    dated.next().map(|at| &name[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices() -> Prices {
        Prices::new(HashMap::from([
            ("openai.gpt-4o".to_owned(), Price { input: 2.5, output: 10.0 }),
            ("openai.gpt-4o-mini".to_owned(), Price { input: 0.15, output: 0.6 }),
            ("openai.gpt-4o-2024-05-13".to_owned(), Price { input: 5.0, output: 15.0 }),
            ("anthropic.claude-sonnet-4".to_owned(), Price { input: 3.0, output: 15.0 }),
            ("local.".to_owned(), Price { input: 0.0, output: 0.0 }),
        ]))
    }

    #[test]
    fn whole_names_dated_names_and_whole_connections_have_prices() {
        let input = |model| prices().of(model).map(|price| price.input);
        for (model, expected) in [
            ("openai.gpt-4o", Some(2.5)),
            ("openai.gpt-4o-2024-11-20", Some(2.5)),
            ("openai.gpt-4o-2024-05-13", Some(5.0)),
            ("openai.gpt-4o-latest", Some(2.5)),
            ("openai.gpt-4o-mini-20240718", Some(0.15)),
            ("anthropic.claude-sonnet-4-20250514", Some(3.0)),
            ("local.anything", Some(0.0)),
            ("local.any-20250101", Some(0.0)),
            ("openai.gpt-4o-pro", None),
            ("openai.gpt-4o-0613", None),
            ("openai.gpt-4o-2024-11-20-preview", None),
            ("openai.gpt-4o-99991120", None),
            ("openai.gpt-4", None),
            ("anthropic.claude-sonnet-4-5", None),
            ("house.model", None),
            ("nonsense", None),
            ("x-2024ü11-20", None),
        ] {
            assert_eq!(input(model), expected, "{model}");
        }
    }

    #[test]
    fn tokens_cost_their_price() {
        let usage = Usage { input_tokens: 1_000_000, output_tokens: 100_000 };
        assert_eq!(prices().of("openai.gpt-4o").unwrap().cost(usage), 3_500_000_000);
    }

    #[test]
    fn a_cost_is_bounded() {
        let usage = Usage { input_tokens: i64::MAX, output_tokens: i64::MAX };
        assert_eq!(prices().of("openai.gpt-4o").unwrap().cost(usage), 1_000_000_000_000_000);
    }

    #[test]
    fn one_token_of_a_cheap_model_is_not_nothing() {
        let usage = Usage { input_tokens: 1, output_tokens: 0 };
        assert_eq!(prices().of("openai.gpt-4o-mini").unwrap().cost(usage), 150);
    }
}
