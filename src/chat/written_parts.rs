//! The parts of a reply that is being written. They only grow, except that a part without text may change.

use tokio::time::Instant;

use crate::store::parts::{self, Part, Reasoning, Signature, ToolCall};
use crate::tokens::estimate_tokens;

/// The parts so far.
#[derive(Debug, Default)]
pub struct WrittenParts {
    parts: Vec<WrittenPart>,
    /// Bytes of all texts, plus one for each beginning and change of a part without text.
    size: usize,
    /// The number of changes.
    changes: usize,
    /// When the reasoning in progress began, if there is any.
    thinking_since: Option<Instant>,
}

#[derive(Debug)]
struct WrittenPart {
    part: Part,
    /// The number of parts before it that are reasoning.
    reasoning_before: usize,
}

/// What a model adds to its reply.
#[derive(Debug)]
pub enum Piece<'a> {
    /// More text.
    Text(&'a str),
    /// More reasoning.
    Reasoning(&'a str),
    /// The proof of its last reasoning.
    Signature {
        /// The model, as `<connection>.<model>`.
        model: &'a str,
        /// The proof.
        value: String,
    },
    /// Nothing; the current reasoning ends, because the model is asked again or the reply has ended.
    End,
}

impl WrittenParts {
    /// Returns the parts of a stored reply.
    pub fn of(stored: Vec<Part>) -> Self {
        let mut written = Self::default();
        for part in stored {
            written.size += text(&part).map_or(1, str::len);
            if let Part::ToolCall(call) = &part {
                written.changes = written.changes.max(call.change);
            }
            written.begin(part);
        }
        written.size += written.changes;
        written
    }

    /// Appends what the model adds. Text and reasoning are never empty. Returns whether there is something
    /// new for listeners.
    pub fn push(&mut self, piece: Piece<'_>, now: Instant) -> bool {
        let before = self.size;
        match piece {
            Piece::Text(piece) => self.push_text(piece, now),
            Piece::Reasoning(piece) => self.push_reasoning(piece, now),
            Piece::Signature { model, value } => self.sign_reasoning(model, value, now),
            Piece::End => self.close(now),
        }
        self.size > before
    }

    fn push_text(&mut self, piece: &str, now: Instant) {
        self.close(now);
        if !matches!(self.parts.last(), Some(WrittenPart { part: Part::Text(_), .. })) {
            self.begin(Part::Text(String::new()));
        }
        self.append(piece);
    }

    fn push_reasoning(&mut self, piece: &str, now: Instant) {
        if self.thinking_since.is_none() {
            self.thinking_since = Some(now);
            self.begin(Part::Reasoning(Reasoning::default()));
        }
        self.append(piece);
    }

    fn sign_reasoning(&mut self, model: &str, value: String, now: Instant) {
        self.close(now);
        let last = self.parts.iter_mut().rev().find_map(|written| match &mut written.part {
            Part::Reasoning(reasoning) => Some(reasoning),
            _ => None,
        });
        if let Some(reasoning) = last {
            reasoning.signature = Some(Signature { model: model.to_owned(), value });
        }
    }

    /// Ends the reasoning in progress, if there is any: further reasoning becomes another part.
    pub fn close(&mut self, now: Instant) {
        if let Some(since) = self.thinking_since.take()
            && let Some(WrittenPart { part: Part::Reasoning(reasoning), .. }) = self.parts.last_mut()
        {
            reasoning.duration_ms = i64::try_from((now - since).as_millis()).ok();
        }
    }

    /// Begins a tool call, or changes the one with the same ID.
    pub fn set_tool_call(&mut self, call: ToolCall, now: Instant) {
        self.close(now);
        self.size += 1;
        let known = self.parts.iter_mut().find_map(|written| match &mut written.part {
            Part::ToolCall(known) if known.id == call.id => Some(known),
            _ => None,
        });
        match known {
            Some(known) => {
                self.changes += 1;
                **known = ToolCall { change: self.changes, ..call };
            }
            None => self.begin(Part::ToolCall(Box::new(ToolCall { change: 0, ..call }))),
        }
    }

    fn begin(&mut self, part: Part) {
        let reasoning_before = self
            .parts
            .last()
            .map_or(0, |last| last.reasoning_before + usize::from(matches!(last.part, Part::Reasoning(_))));
        self.parts.push(WrittenPart { part, reasoning_before });
    }

    fn append(&mut self, piece: &str) {
        let Some(WrittenPart { part, .. }) = self.parts.last_mut() else { return };
        let (Part::Text(text) | Part::Reasoning(Reasoning { text, .. })) = part else { return };
        text.push_str(piece);
        self.size += piece.len();
    }

    /// Returns a number that grows with everything that is added or changed.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Returns the number of changes so far.
    pub fn changes(&self) -> usize {
        self.changes
    }

    /// Returns the part at this place.
    pub fn get(&self, at: usize) -> Option<&Part> {
        Some(&self.parts.get(at)?.part)
    }

    /// Returns the number of parts before the one at this place that are reasoning.
    pub(super) fn reasoning_before(&self, at: usize) -> usize {
        self.parts.get(at).map_or(0, |written| written.reasoning_before)
    }

    /// Returns the place and the number of the first change after `change` of a part that `is_known`.
    pub(super) fn changed_since(
        &self,
        change: usize,
        is_known: impl Fn(usize) -> bool,
    ) -> Option<(usize, usize)> {
        if self.changes <= change {
            return None;
        }
        let changed = self.parts.iter().enumerate().filter_map(|(at, written)| match &written.part {
            Part::ToolCall(call) if call.change > change && is_known(at) => Some((at, call.change)),
            _ => None,
        });
        changed.min_by_key(|&(_, change)| change)
    }

    /// Returns our estimate of the tokens that the model wrote.
    pub fn tokens(&self) -> i64 {
        let texts = self.parts.iter().filter_map(|written| text(&written.part));
        texts.map(estimate_tokens).sum::<usize>().try_into().unwrap_or(i64::MAX)
    }

    /// Returns the text: all text parts joined.
    pub fn content(&self) -> String {
        let mut texts = self.parts.iter().filter_map(|written| match &written.part {
            Part::Text(text) => Some(text),
            _ => None,
        });
        let mut content = texts.next().cloned().unwrap_or_default();
        texts.for_each(|text| content.push_str(text));
        content
    }

    /// Returns the text and the structure, as they are stored.
    pub fn stored(&self) -> (String, Option<String>) {
        (self.content(), parts::encode(self.parts.iter().map(|written| &written.part)))
    }
}

fn text(part: &Part) -> Option<&str> {
    match part {
        Part::Text(text) | Part::Reasoning(Reasoning { text, .. }) => Some(text),
        Part::ToolCall(_) => None,
    }
}
