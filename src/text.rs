//! What counts as visible text, and how long a message may be.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Maximum characters of a message.
pub const MESSAGE_LENGTH: usize = 32_768;

/// Returns whether `text` has a character that a reader would see: not only spaces, control, format and filler
/// characters.
pub fn is_visible(text: &str) -> bool {
    text.chars().any(is_visible_char)
}

fn is_visible_char(c: char) -> bool {
    // Letters and symbols by category that are drawn blank: the Hangul fillers and the blank Braille pattern.
    if matches!(c, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{2800}') {
        return false;
    }
    use GeneralCategoryGroup as G;
    // A combining mark shows only on another character.
    !matches!(c.general_category_group(), G::Separator | G::Other | G::Mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_fillers_are_invisible() {
        for text in [
            "",
            " ",
            "\t\r\n",
            "\u{a0}",
            "\u{200b}\u{feff}",
            "\u{3164}",
            "\u{2800}",
            "\u{fe0f}",
            "\u{e0041}",
            "\u{7}",
        ] {
            assert!(!is_visible(text), "{text:?}");
        }
        for text in ["a", " . ", "é", "e\u{301}", "你", "👍", "\u{200b}x", "٣", "$"] {
            assert!(is_visible(text), "{text:?}");
        }
    }
}
