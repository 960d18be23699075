//! Logs: structured, to standard error, written by a thread of their own so that no request waits for them.

use std::io::IsTerminal;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts logging for this process. Dropping the guard writes what is still waiting.
pub fn start(log: &Log) -> Result<WorkerGuard, String> {
    // The provider library logs the addresses and bodies of failed calls; what the operator needs of them we log.
    let filter = EnvFilter::try_new(format!("{},genai=off", log.level))
        .map_err(|error| format!("log.level {:?}: {error}", log.level))?;
    let (writer, guard) = tracing_appender::non_blocking(std::io::stderr());
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    let started = match log.format {
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init()
        }
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).with_target(false).try_init(),
    };
    started.map_err(|error| error.to_string())?;
    Ok(guard)
}
