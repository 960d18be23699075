//! A local model: opens its file, loads it and asks it.

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

/// Maximum number of pieces of a reply that wait to be read.
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
    /// Opens the model in the file `path`. The model is named after the file. If the file cannot be used,
    /// logs this and fails when the model is asked, so that the server starts nevertheless.
    ///
    /// # Errors
    ///
    /// Fails if `path` does not end with a file name.
    pub fn open(path: &Path, limits: Limits, queue: &Queue) -> Result<Self, String> {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
        let name = name.ok_or("path is not the path of a file")?;
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

    /// Returns the context window: the maximum number of tokens that the model reads and writes together.
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
            // Nobody joins the thread. It ends when the receiver of its events is dropped.
            let _thread = spawn_blocking(move || {
                let outcome = model.engine().and_then(|engine| {
                    generate(&engine, &request, model.limits, |text| {
                        pieces.is_closed()
                            || !text.is_empty() && pieces.blocking_send(Ok(Event::Text(text))).is_err()
                    })
                });
                // Frees the place before sending the end, so that the receiver can ask again at once.
                drop(turn);
                let end = outcome.map(|(reason, usage)| Event::Finished(reason, usage));
                let _heard = pieces.blocking_send(end);
            });
            stream::unfold(heard, |mut heard| async { heard.recv().await.map(|event| (event, heard)) })
        };
        Ok(stream::once(events).flatten().boxed())
    }

    /// Returns the loaded model. Callers that arrive while it is being loaded wait; after a failure, the next
    /// caller tries again.
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
