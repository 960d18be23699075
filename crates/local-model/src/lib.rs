//! A language model that runs in this process, on the CPU, from a GGUF file.
//!
//! Opening a [`LocalModel`] only reads the header of its file; the model is loaded when it is first asked.
//! Each reply is written by a blocking thread of the async runtime, one thread per reply, so that the
//! runtime's workers stay free. A [`Queue`] bounds how many replies are written and how many wait.
//!
//! Supported: the architecture `llama` with the vocabularies of SmolLM and Llama 3.

mod engine;
mod generate;
mod gguf;
mod llama;
mod matrix;
mod model;
mod queue;
mod sampler;
mod template;
mod types;
mod utf8;
mod vocabulary;

pub use generate::Limits;
pub use model::LocalModel;
pub use queue::Queue;
pub use sampler::Sampling;
pub use types::{Error, Event, Events, FinishReason, Message, Request, Role, Usage};
