//! Structured logs to standard error. A thread writes lines in batches, at most every 20 ms: writing each
//! line by itself would cost more than the rest of a request.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::config::{Log, LogFormat};

/// How long a line may wait for others.
const BATCH_INTERVAL: Duration = Duration::from_millis(20);
/// Maximum bytes in the buffer. If standard error is too slow, further lines are dropped and counted.
const BUFFER_LIMIT: usize = 8 * 1024 * 1024;

/// Starts logging for this process. Dropping the guard writes the buffered lines.
pub fn start(log: &Log) -> Result<Guard, String> {
    let filter =
        EnvFilter::try_new(&log.level).map_err(|error| format!("log.level {:?}: {error}", log.level))?;
    let lines = LogBuffer { format: log.format, shared: Arc::default() };
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(lines.clone());
    let started = match log.format {
        LogFormat::Json => {
            subscriber.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init()
        }
        LogFormat::Text => subscriber.with_ansi(io::stderr().is_terminal()).with_target(false).try_init(),
    };
    started.map_err(|error| error.to_string())?;
    let writing = lines.clone();
    let thread = thread::Builder::new().name("log".to_owned()).spawn(move || writing.write_until_closed());
    Ok(Guard { lines, thread: Some(thread.map_err(|error| error.to_string())?) })
}

/// Writes the buffered lines when dropped.
#[derive(Debug)]
pub struct Guard {
    lines: LogBuffer,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.lines.lock().closed = true;
        self.lines.shared.1.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

/// The buffer of lines to be written.
#[derive(Debug, Clone)]
struct LogBuffer {
    format: LogFormat,
    shared: Arc<(Mutex<Buffered>, Condvar)>,
}

#[derive(Debug, Default)]
struct Buffered {
    bytes: Vec<u8>,
    dropped: usize,
    closed: bool,
}

impl LogBuffer {
    fn lock(&self) -> MutexGuard<'_, Buffered> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_until_closed(&self) {
        let mut bytes = Vec::new();
        loop {
            let mut waiting = self.lock();
            while waiting.bytes.is_empty() && !waiting.closed {
                waiting = self.shared.1.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            }
            if !waiting.closed {
                drop(waiting);
                thread::sleep(BATCH_INTERVAL);
                waiting = self.lock();
            }
            std::mem::swap(&mut bytes, &mut waiting.bytes);
            let (dropped, closed) = (std::mem::take(&mut waiting.dropped), waiting.closed);
            drop(waiting);
            if dropped > 0 {
                bytes.extend_from_slice(dropped_line(self.format, dropped).as_bytes());
            }
            // A closed standard error cannot be reported anywhere.
            let _written = io::stderr().lock().write_all(&bytes);
            bytes.clear();
            if closed {
                return;
            }
        }
    }
}

/// The subscriber writes each event with one call, as a whole line.
impl Write for &LogBuffer {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut waiting = self.lock();
        if waiting.bytes.len() + line.len() > BUFFER_LIMIT {
            waiting.dropped += 1;
        } else {
            let first = waiting.bytes.is_empty();
            waiting.bytes.extend_from_slice(line);
            if first {
                drop(waiting);
                self.shared.1.notify_one();
            }
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogBuffer {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

/// Returns the line that says how many were dropped.
fn dropped_line(format: LogFormat, dropped: usize) -> String {
    match format {
        LogFormat::Json => {
            format!("{{\"level\":\"WARN\",\"message\":\"dropped {dropped} log lines: too many at once\"}}\n")
        }
        LogFormat::Text => format!(" WARN dropped {dropped} log lines: too many at once\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_whole_and_in_order_and_the_buffer_is_bounded() {
        let lines = LogBuffer { format: LogFormat::Text, shared: Arc::default() };
        let mut writer = &lines;
        writer.write_all(b"one\n").unwrap();
        writer.write_all(b"two\n").unwrap();
        assert_eq!(lines.lock().bytes.as_slice(), b"one\ntwo\n");
        let long = vec![b'x'; BUFFER_LIMIT];
        writer.write_all(&long).unwrap();
        let waiting = lines.lock();
        assert_eq!((waiting.bytes.len(), waiting.dropped), (8, 1));
    }

    #[test]
    fn what_is_dropped_is_told_in_the_format_of_the_log() {
        let line = dropped_line(LogFormat::Json, 3);
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(line["message"], "dropped 3 log lines: too many at once");
        assert!(!dropped_line(LogFormat::Text, 3).contains('{'));
    }
}
