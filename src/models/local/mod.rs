//! A model that runs in this process, from a GGUF file, on the processor.
//!
//! The file is looked at when the server starts and loaded when its model is first asked. A reply is written by one
//! thread that is not one of the server's own, so that the server goes on answering.

mod engine;
mod generate;
mod gguf;
mod llama;
mod matrix;
mod queue;
mod sampler;
mod template;
mod utf8;
mod vocabulary;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::{Event, Events, Failure, FailureKind, Request};
use crate::config::Models;
use engine::Engine;
use generate::{Limits, generate};
pub(super) use queue::Queue;

/// Pieces of a reply that may wait for whoever writes them down.
const AHEAD: usize = 32;

/// One connection of the kind `local`: a file with one model.
#[derive(Debug)]
pub(super) struct Local {
    path: PathBuf,
    model: String,
    context_window: usize,
    reply_tokens: usize,
    queue: Queue,
    engine: Mutex<Option<Arc<Engine>>>,
}

impl Local {
    /// The model in the file `path`. A file that cannot be used is told to the log and fails when it is asked, so that
    /// the server starts all the same.
    pub(super) fn open(path: &Path, settings: &Models, queue: &Queue) -> Result<Self, String> {
        let model = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
        let model = model.ok_or("path is not that of a file")?;
        let context_window = match gguf::Gguf::open(path).and_then(|file| file.context_length()) {
            Ok(length) => length.min(settings.local_context_window),
            Err(problem) => {
                tracing::error!(path = %path.display(), "a local model cannot be used: {problem}");
                settings.local_context_window
            }
        };
        Ok(Self {
            path: path.to_owned(),
            model,
            context_window,
            reply_tokens: settings.reply_tokens,
            queue: queue.clone(),
            engine: Mutex::default(),
        })
    }

    /// The name of its one model, without that of the connection.
    pub(super) fn model(&self) -> &str {
        &self.model
    }

    /// Tokens that the model reads and writes at most together.
    pub(super) fn context_window(&self) -> usize {
        self.context_window
    }

    /// Asks. Dropping the answer gives up the place in the queue, or ends the writing within a few tokens.
    pub(super) fn ask(self: &Arc<Self>, request: &Request) -> Result<Events, Failure> {
        let place = self.queue.enter()?;
        let (local, request) = (Arc::clone(self), request.clone());
        let events = async move {
            let turn = place.turn().await;
            let (pieces, heard) = mpsc::channel(AHEAD);
            // Nobody waits for the thread: it ends when nobody hears it any more.
            let _thread = spawn_blocking(move || {
                let outcome = local.engine().and_then(|engine| {
                    generate(&engine, &request, local.limits(), |text| {
                        pieces.is_closed()
                            || !text.is_empty() && pieces.blocking_send(Ok(Event::Delta(text))).is_err()
                    })
                });
                // The place is free before the end is heard: whoever hears it may ask at once.
                drop(turn);
                let _heard = pieces.blocking_send(outcome.map(|usage| Event::End(Some(usage))));
            });
            stream::unfold(heard, |mut heard| async { heard.recv().await.map(|event| (event, heard)) })
        };
        Ok(stream::once(events).flatten().boxed())
    }

    fn limits(&self) -> Limits {
        Limits { context_window: self.context_window, reply_tokens: self.reply_tokens }
    }

    /// The loaded model. Whoever comes while it is being loaded waits; a failure is tried again by the next one.
    fn engine(&self) -> Result<Arc<Engine>, Failure> {
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(engine) = &*engine {
            return Ok(Arc::clone(engine));
        }
        let start = std::time::Instant::now();
        let loaded = Engine::load(&self.path).map_err(|problem| {
            tracing::error!(path = %self.path.display(), "a local model cannot be loaded: {problem}");
            Failure::new(FailureKind::Unloadable, problem)
        })?;
        tracing::info!(path = %self.path.display(), milliseconds = start.elapsed().as_millis(), "loaded a model");
        Ok(Arc::clone(engine.insert(Arc::new(loaded))))
    }
}
