//! Replaces `local` in a build without local models.

use std::path::Path;

use super::event::Events;
use super::failure::Failure;
use super::request::{Request, Sent};
use crate::config::Models;

/// A local model, which cannot exist in this build.
#[derive(Debug, Clone)]
pub(super) enum Local {}

/// A queue that is never used.
#[derive(Debug)]
pub(super) struct Queue;

impl Queue {
    pub(super) fn new(_settings: &Models) -> Self {
        Self
    }
}

impl Local {
    pub(super) fn open(_path: &Path, _settings: &Models, _queue: &Queue) -> Result<Self, String> {
        Err("this program was built without local models (the cargo feature local-model)".to_owned())
    }

    pub(super) fn model(&self) -> &str {
        match *self {}
    }

    pub(super) fn context_window(&self) -> usize {
        match *self {}
    }

    pub(super) fn ask(
        &self,
        _request: &Request,
        _sent: &mut (dyn FnMut(&Sent<'_>) + Send),
    ) -> Result<Events, Failure> {
        match *self {}
    }
}
