//! The providers' wire formats: one file each, with a typed request, typed chunks that borrow from the
//! stream, and a decoder from chunks to [events](super::event::Event). Nothing here depends on HTTP.

mod anthropic;
mod decode;
mod format;
mod gemini;
mod lenient;
mod message;
mod openai_chat;
mod openai_responses;
mod reply_reader;
mod think_tags;

pub(super) use format::{ANTHROPIC_VERSION, WireFormat};
pub(super) use reply_reader::ReplyReader;

#[cfg(test)]
mod tests;
