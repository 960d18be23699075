//! What stands for local models in a program that was built without them.

use std::path::Path;
use std::sync::Arc;

use super::{Events, Failure, Request};
use crate::config::Models;

/// There is none.
#[derive(Debug)]
pub(super) enum Local {}

/// Nobody waits for none.
#[derive(Debug)]
pub(super) struct Queue;

impl Queue {
    pub(super) fn new(_parallel: usize, _waiting: usize) -> Self {
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

    pub(super) fn ask(self: &Arc<Self>, _request: &Request) -> Result<Events, Failure> {
        match **self {}
    }
}
