//! Turns the bytes of one reply's stream into events.

use proficient_sse::{Event as SseEvent, Reader};

use super::decode::{Decode, Output};
use crate::models::event::Event;
use crate::models::failure::{Failure, FailureKind};

/// Reads one reply in any wire format. Push bytes until the reply [has ended](ReplyReader::has_ended), and pull
/// events with [`ReplyReader::next`].
pub(in crate::models) struct ReplyReader {
    reader: Reader,
    decoder: Box<dyn Decode>,
    output: Output,
    ended: bool,
    failed: bool,
}

impl ReplyReader {
    pub(super) fn new(decoder: Box<dyn Decode>) -> Self {
        let reader = Reader::new(decoder.max_event());
        Self { reader, decoder, output: Output::default(), ended: false, failed: false }
    }

    /// Adds bytes of the body. Those after the end of the reply are ignored.
    pub(in crate::models) fn push(&mut self, bytes: &[u8]) {
        if self.ended {
            return;
        }
        self.reader.push(bytes);
        while !self.ended {
            match self.reader.next_event() {
                Ok(None) => return,
                Ok(Some(event)) => {
                    if let Err(failure) = read(event, &mut *self.decoder, &mut self.output) {
                        self.fail(failure);
                    } else if self.output.is_done() {
                        self.end();
                    }
                }
                Err(too_long) => self.fail(Failure::new(FailureKind::TooLong, too_long.to_string())),
            }
        }
    }

    /// Returns the next event, or the failure that ends the reply. Adjacent events of text, or of reasoning, are one.
    pub(in crate::models) fn next(&mut self) -> Option<Result<Event, Failure>> {
        let mut event = self.output.pop()?;
        while let Ok(event) = &mut event
            && self.output.join_next(event)
        {}
        Some(event)
    }

    /// Returns whether the reply is complete, even if the stream has not ended.
    pub(in crate::models) fn is_whole(&self) -> bool {
        self.output.is_whole()
    }

    /// Returns whether no further events follow the ones read so far.
    pub(in crate::models) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Returns whether the reply has ended with a failure.
    pub(in crate::models) fn has_failed(&self) -> bool {
        self.failed
    }

    /// Handles the regular end of the body.
    pub(in crate::models) fn end_of_body(&mut self) {
        if let Some(event) = self.reader.finish() {
            match read(event, &mut *self.decoder, &mut self.output) {
                // Half an event: the reply was cut off.
                Err(failure) if failure.kind == FailureKind::Nonsense => {}
                Err(failure) => return self.fail(failure),
                Ok(()) => {}
            }
        }
        self.end();
    }

    /// Ends the reply here. An incomplete one ends without [`Event::Finished`].
    pub(in crate::models) fn end(&mut self) {
        self.ended = true;
        self.decoder.finish(&mut self.output);
        if self.output.is_whole() {
            self.output.end();
        }
    }

    /// Ends the reply with a failure, after the events read before it.
    pub(in crate::models) fn fail(&mut self, failure: Failure) {
        self.ended = true;
        self.failed = true;
        self.decoder.finish(&mut self.output);
        self.output.fail(failure);
    }
}

/// Reads one event. Events without data, and the end mark, are the same in all formats.
fn read(event: SseEvent<'_>, decoder: &mut dyn Decode, output: &mut Output) -> Result<(), Failure> {
    match event.data.trim() {
        "" => Ok(()),
        "[DONE]" => {
            output.done();
            Ok(())
        }
        _ => decoder.decode(event, output),
    }
}
