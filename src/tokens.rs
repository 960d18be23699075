//! How many tokens a text is, estimated without any model's vocabulary.

/// ASCII characters per token that are counted on.
pub const ASCII_PER_TOKEN: usize = 3;
/// What a provider's own marks around a message take.
const AROUND: usize = 4;

/// Estimates the tokens of a message, on the safe side. English has about four characters a token, most other scripts
/// about one.
pub fn estimate_tokens(text: &str) -> usize {
    let ascii = text.bytes().filter(u8::is_ascii).count();
    let other = text.chars().count() - ascii;
    ascii.div_ceil(ASCII_PER_TOKEN) + other + AROUND
}
