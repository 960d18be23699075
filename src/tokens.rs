//! Estimates how many tokens a text has, without any model's vocabulary.

/// Assumed ASCII characters per token.
pub const ASCII_PER_TOKEN: usize = 3;
/// Tokens for a provider's own markup around a message.
const AROUND: usize = 4;

/// Estimates the tokens of a message, on the safe side. English has about four characters a token, most other scripts
/// about one.
pub fn estimate_tokens(text: &str) -> usize {
    let ascii = text.bytes().filter(u8::is_ascii).count();
    let other = text.chars().count() - ascii;
    ascii.div_ceil(ASCII_PER_TOKEN) + other + AROUND
}
