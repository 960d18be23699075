//! Separates reasoning that a model writes into its text, as `<think>…</think>` before the answer.

/// What a piece of content is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Part of the answer.
    Text(&'a str),
    /// Part of the reasoning.
    Reasoning(&'a str),
}

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// The state for one reply. Tags may be split anywhere.
#[derive(Debug, Default)]
pub(super) struct ThinkTags {
    state: State,
    /// Text that may turn out to be a tag.
    held: String,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Only white space has been seen.
    #[default]
    Start,
    Reasoning,
    /// The reasoning is over; the white space that separates it from the answer is dropped.
    Separator,
    Text,
}

impl ThinkTags {
    /// Reads more content and passes its pieces to `hear`.
    pub(super) fn read(&mut self, content: &str, mut hear: impl FnMut(Piece<'_>)) {
        if self.state == State::Text {
            return hear(Piece::Text(content));
        }
        let mut held = std::mem::take(&mut self.held);
        held.push_str(content);
        let mut rest = held.as_str();
        loop {
            rest = match self.state {
                State::Start => {
                    let begun = rest.trim_start();
                    if let Some(reasoning) = begun.strip_prefix(OPEN) {
                        self.state = State::Reasoning;
                        reasoning
                    } else if OPEN.starts_with(begun) {
                        break;
                    } else {
                        self.state = State::Text;
                        rest
                    }
                }
                State::Reasoning => match rest.split_once(CLOSE) {
                    Some((reasoning, after)) => {
                        say(reasoning, Piece::Reasoning, &mut hear);
                        self.state = State::Separator;
                        after
                    }
                    None => {
                        let (reasoning, maybe_tag) = rest.split_at(rest.len() - started(rest, CLOSE));
                        say(reasoning, Piece::Reasoning, &mut hear);
                        rest = maybe_tag;
                        break;
                    }
                },
                State::Separator => {
                    let text = rest.trim_start();
                    if text.is_empty() {
                        rest = text;
                        break;
                    }
                    self.state = State::Text;
                    text
                }
                State::Text => {
                    say(rest, Piece::Text, &mut hear);
                    rest = "";
                    break;
                }
            };
        }
        let kept = rest.len();
        held.drain(..held.len() - kept);
        self.held = held;
    }

    /// Ends the reply: the text held back was not a tag.
    pub(super) fn finish(&mut self, mut hear: impl FnMut(Piece<'_>)) {
        let held = std::mem::take(&mut self.held);
        match self.state {
            State::Reasoning => say(&held, Piece::Reasoning, &mut hear),
            _ => say(&held, Piece::Text, &mut hear),
        }
        self.state = State::Text;
    }
}

fn say<'a>(text: &'a str, piece: fn(&'a str) -> Piece<'a>, hear: &mut impl FnMut(Piece<'a>)) {
    if !text.is_empty() {
        hear(piece(text));
    }
}

/// Returns how many bytes at the end of `text` may be the start of `tag`.
fn started(text: &str, tag: &str) -> usize {
    (1..tag.len()).rev().find(|&length| text.ends_with(&tag[..length])).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The text and the reasoning of a reply in these pieces.
    fn separated<'a>(pieces: impl IntoIterator<Item = &'a str>) -> (String, String) {
        let mut tags = ThinkTags::default();
        let (mut text, mut reasoning) = (String::new(), String::new());
        let mut hear = |piece: Piece<'_>| match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Reasoning(piece) => reasoning.push_str(piece),
        };
        for piece in pieces {
            tags.read(piece, &mut hear);
        }
        tags.finish(&mut hear);
        (text, reasoning)
    }

    #[test]
    fn reasoning_at_the_start_is_separated_and_tags_elsewhere_are_text() {
        for (content, text, reasoning) in [
            ("<think>Hm.</think>\n\nYes.", "Yes.", "Hm."),
            ("\n <think>\nHm.\n</think>Yes.", "Yes.", "\nHm.\n"),
            ("<think></think>Yes.", "Yes.", ""),
            ("<think>a < b </thin </think>Yes. <think>no</think>", "Yes. <think>no</think>", "a < b </thin "),
            ("<think>cut off", "", "cut off"),
            ("<think>cut off</thi", "", "cut off</thi"),
            ("<thi", "<thi", ""),
            ("  \n", "  \n", ""),
            ("<thinking>Yes.", "<thinking>Yes.", ""),
            (" Yes. <think>no</think>", " Yes. <think>no</think>", ""),
            ("", "", ""),
        ] {
            let expected = (text.to_owned(), reasoning.to_owned());
            assert_eq!(separated([content]), expected, "{content:?}");
            let characters: Vec<String> = content.chars().map(String::from).collect();
            assert_eq!(separated(characters.iter().map(String::as_str)), expected, "{content:?} in pieces");
        }
    }

    #[test]
    fn text_is_not_held_back_longer_than_needed() {
        let mut tags = ThinkTags::default();
        let mut heard = 0;
        for (content, pieces) in [("<", 0), ("b", 1), (">", 2)] {
            tags.read(content, |_| heard += 1);
            assert_eq!(heard, pieces, "{content}");
        }
    }

    proptest! {
        #[test]
        fn cuts_change_nothing(parts in proptest::collection::vec("(<|think|/|>|<think>|</think>| |ü|\n){0,3}", 0..12)) {
            let whole = parts.concat();
            prop_assert_eq!(separated(parts.iter().map(String::as_str)), separated([whole.as_str()]));
        }
    }
}
