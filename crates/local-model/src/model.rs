//! One model: opening its file, and asking it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use crate::engine::Engine;
use crate::generate::{Limits, generate};
use crate::gguf::Gguf;
use crate::queue::Queue;
use crate::types::{Error, Event, Events, Request};

/// Pieces of a reply that may wait to be read.
const AHEAD: usize = 32;

/// A GGUF file with one model.
#[derive(Debug)]
pub struct LocalModel {
    path: PathBuf,
    name: String,
    limits: Limits,
    queue: Queue,
    engine: Mutex<Option<Arc<Engine>>>,
}

impl LocalModel {
    /// Opens the model in the file `path`, whose name is the model's. A file that cannot be used is logged here and
    /// fails when it is asked, so that a server starts all the same.
    ///
    /// # Errors
    ///
    /// Fails if `path` does not end in the name of a file.
    pub fn open(path: &Path, limits: Limits, queue: &Queue) -> Result<Self, String> {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
        let name = name.ok_or("path is not that of a file")?;
        let context_window = match Gguf::open(path).and_then(|file| file.context_length()) {
            Ok(length) => length.min(limits.context_window),
            Err(problem) => {
                tracing::error!(path = %path.display(), "a local model cannot be used: {problem}");
                limits.context_window
            }
        };
        let limits = Limits { context_window, ..limits };
        Ok(Self { path: path.to_owned(), name, limits, queue: queue.clone(), engine: Mutex::default() })
    }

    /// Returns the model's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns how many tokens the model reads and writes at most together.
    pub fn context_window(&self) -> usize {
        self.limits.context_window
    }

    /// Asks the model.
    ///
    /// # Errors
    ///
    /// Fails at once with [`Error::Busy`] if the queue is full; other errors are items of the stream.
    pub fn ask(self: &Arc<Self>, request: Request) -> Result<Events, Error> {
        let place = self.queue.enter()?;
        let model = Arc::clone(self);
        let events = async move {
            let turn = place.turn().await;
            let (pieces, heard) = mpsc::channel(AHEAD);
            // Nobody waits for the thread: it ends when nobody hears it any more.
            let _thread = spawn_blocking(move || {
                let outcome = model.engine().and_then(|engine| {
                    generate(&engine, &request, model.limits, |text| {
                        pieces.is_closed()
                            || !text.is_empty() && pieces.blocking_send(Ok(Event::Text(text))).is_err()
                    })
                });
                // The place is free before the end is heard: whoever hears it may ask at once.
                drop(turn);
                let end = outcome.map(|(reason, usage)| Event::Finished(reason, usage));
                let _heard = pieces.blocking_send(end);
            });
            stream::unfold(heard, |mut heard| async { heard.recv().await.map(|event| (event, heard)) })
        };
        Ok(stream::once(events).flatten().boxed())
    }

    /// Returns the loaded model. Who comes while it is being loaded waits; after a failure the next one tries again.
    fn engine(&self) -> Result<Arc<Engine>, Error> {
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(engine) = &*engine {
            return Ok(Arc::clone(engine));
        }
        let start = std::time::Instant::now();
        let loaded = Engine::load(&self.path).map_err(|problem| {
            tracing::error!(path = %self.path.display(), "a local model cannot be loaded: {problem}");
            Error::Unloadable(problem)
        })?;
        tracing::info!(path = %self.path.display(), milliseconds = start.elapsed().as_millis(), "loaded a model");
        Ok(Arc::clone(engine.insert(Arc::new(loaded))))
    }
}
