//! Decodes text whose bytes arrive in pieces: a token may be part of a character.

/// A decoder that holds back the bytes of an incomplete character.
#[derive(Debug, Default)]
pub(super) struct Utf8 {
    rest: Vec<u8>,
}

impl Utf8 {
    /// Adds bytes and returns the characters that are complete now. Invalid bytes become `U+FFFD`.
    pub(super) fn push(&mut self, bytes: &[u8]) -> String {
        self.rest.extend_from_slice(bytes);
        let mut text = String::new();
        let mut kept = 0;
        let mut chunks = self.rest.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            text.push_str(chunk.valid());
            let invalid = chunk.invalid();
            // An error without a length means an incomplete character, whose rest may follow.
            let unfinished = std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
            if unfinished && chunks.peek().is_none() {
                kept = invalid.len();
            } else if !invalid.is_empty() {
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        self.rest.drain(..self.rest.len() - kept);
        text
    }

    /// Returns what is left at the end.
    pub(super) fn finish(self) -> String {
        String::from_utf8_lossy(&self.rest).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_a_character_waits_for_its_other_half() {
        let mut utf8 = Utf8::default();
        let euro = "€".as_bytes();
        assert_eq!(utf8.push(&euro[..1]), "");
        assert_eq!(utf8.push(&euro[1..2]), "");
        assert_eq!(utf8.push(&euro[2..]), "€");
        assert_eq!(utf8.push(&euro[..2]), "");
        assert_eq!(utf8.push(b"x"), "\u{fffd}x");
        assert_eq!(utf8.push(&euro[..2]), "");
        assert_eq!(utf8.finish(), "\u{fffd}");
    }

    proptest! {
        #[test]
        fn any_pieces_of_a_text_make_the_text(text in ".{0,40}", size in 1_usize..5) {
            let mut utf8 = Utf8::default();
            let mut heard: String = text.as_bytes().chunks(size).map(|piece| utf8.push(piece)).collect();
            heard.push_str(&utf8.finish());
            prop_assert_eq!(heard, text);
        }

        #[test]
        fn any_bytes_make_what_they_make_at_once(bytes in proptest::collection::vec(any::<u8>(), 0..40), size in 1_usize..5) {
            let mut utf8 = Utf8::default();
            let mut heard: String = bytes.chunks(size).map(|piece| utf8.push(piece)).collect();
            heard.push_str(&utf8.finish());
            prop_assert_eq!(heard, String::from_utf8_lossy(&bytes));
        }
    }
}
