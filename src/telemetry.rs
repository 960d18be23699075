//! Logs: structured, to standard error. Lines are gathered and written by a thread of their own together, every 20 ms at most:
//! handing each line over by itself costs a request more than all else that is done for it.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::config::{Log, LogFormat};

/// How long a line may wait for others.
const GATHER: Duration = Duration::from_millis(20);
/// Bytes that may wait; if standard error takes them more slowly than they come, the rest is counted and dropped.
const WAITING: usize = 8 * 1024 * 1024;

/// Starts logging for this process. Dropping what it returns writes the lines that still wait.
pub fn start(log: &Log) -> Result<Guard, String> {
    let filter =
        EnvFilter::try_new(&log.level).map_err(|error| format!("log.level {:?}: {error}", log.level))?;
    let lines = Lines::default();
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

/// Writes what waits when it goes.
#[derive(Debug)]
pub struct Guard {
    lines: Lines,
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

/// Lines that wait to be written.
#[derive(Debug, Clone, Default)]
struct Lines {
    shared: Arc<(Mutex<Waiting>, Condvar)>,
}

#[derive(Debug, Default)]
struct Waiting {
    bytes: Vec<u8>,
    dropped: usize,
    closed: bool,
}

impl Lines {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
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
                thread::sleep(GATHER);
                waiting = self.lock();
            }
            std::mem::swap(&mut bytes, &mut waiting.bytes);
            let (dropped, closed) = (std::mem::take(&mut waiting.dropped), waiting.closed);
            drop(waiting);
            if dropped > 0 {
                bytes.extend_from_slice(
                    format!("{{\"level\":\"WARN\",\"message\":\"{dropped} log lines were dropped: too many at once\"}}\n").as_bytes(),
                );
            }
            // Where standard error is closed there is nobody to tell.
            let _written = io::stderr().lock().write_all(&bytes);
            bytes.clear();
            if closed {
                return;
            }
        }
    }
}

/// The subscriber writes each event by one call, as a whole line.
impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut waiting = self.lock();
        if waiting.bytes.len() + line.len() > WAITING {
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

impl<'a> MakeWriter<'a> for Lines {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_whole_and_in_order_and_a_flood_is_bounded() {
        let lines = Lines::default();
        let mut writer = &lines;
        writer.write_all(b"one\n").unwrap();
        writer.write_all(b"two\n").unwrap();
        assert_eq!(lines.lock().bytes.as_slice(), b"one\ntwo\n");
        let long = vec![b'x'; WAITING];
        writer.write_all(&long).unwrap();
        let waiting = lines.lock();
        assert_eq!((waiting.bytes.len(), waiting.dropped), (8, 1));
    }
}
