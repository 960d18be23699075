//! An incremental reader for [server-sent events].
//!
//! Push bytes as they arrive, split anywhere; pull events as soon as they are complete. Lines end with CR, LF
//! or CRLF. An event borrows its text from the reader, so that reading one allocates nothing unless it spans
//! several `data` lines or is not valid UTF-8.
//!
//! [server-sent events]: https://html.spec.whatwg.org/multipage/server-sent-events.html
//!
//! ```
//! let mut reader = proficient_sse::Reader::new(1024);
//! reader.push(b"event: greeting\r\ndata: hel");
//! assert_eq!(reader.next_event(), Ok(None));
//! reader.push(b"lo\r\n\r\n");
//! let event = reader.next_event()?.expect("the event is complete");
//! assert_eq!((event.name, event.data), ("greeting", "hello"));
//! # Ok::<(), proficient_sse::TooLong>(())
//! ```

use std::ops::Range;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// An event of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event<'a> {
    /// The `event` field; empty if the event has none.
    pub name: &'a str,
    /// The `data` lines, joined by line feeds. Bytes that are not UTF-8 are replaced by U+FFFD.
    pub data: &'a str,
}

/// An event or a line exceeds the reader's limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event of the stream is longer than {limit} bytes")]
pub struct TooLong {
    /// The limit, in bytes.
    pub limit: usize,
}

/// Splits a stream of bytes into events.
#[derive(Debug)]
pub struct Reader {
    limit: usize,
    buffer: Vec<u8>,
    /// Everything before this offset of `buffer` has been processed.
    consumed: usize,
    /// Where the current line starts.
    line: usize,
    /// Where to resume the search for the end of the current line.
    scanned: usize,
    /// The last line ended with CR, so a LF that follows belongs to it.
    skip_line_feed: bool,
    /// A byte order mark may still come.
    at_start: bool,
    pending: Pending,
    /// Holds the data of the last event if it could not be borrowed from `buffer`.
    text: String,
}

/// The fields of the event that is being read, as ranges of the buffer.
#[derive(Debug, Default)]
struct Pending {
    name: Option<Range<usize>>,
    data: Option<Range<usize>>,
    /// All `data` lines, once there is more than one.
    joined: Option<Vec<u8>>,
}

impl Reader {
    /// Creates a reader that refuses events of more than `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            buffer: Vec::new(),
            consumed: 0,
            line: 0,
            scanned: 0,
            skip_line_feed: false,
            at_start: true,
            pending: Pending::default(),
            text: String::new(),
        }
    }

    /// Adds bytes of the stream. Call [`Reader::next_event`] until it returns `None` before adding more.
    pub fn push(&mut self, bytes: &[u8]) {
        self.discard_consumed();
        self.buffer.extend_from_slice(bytes);
    }

    /// Returns the next complete event, or `None` if more bytes are needed.
    ///
    /// # Errors
    ///
    /// Fails if the event being read exceeds the limit. The reader cannot be used afterwards.
    pub fn next_event(&mut self) -> Result<Option<Event<'_>>, TooLong> {
        if self.at_start && !self.skip_byte_order_mark() {
            return Ok(None);
        }
        while let Some(line) = self.next_line() {
            if !line.is_empty() {
                self.read_field(line);
            } else if let Some(fields) = self.end_of_event() {
                return Ok(Some(self.event(fields)));
            }
        }
        if self.buffer.len() - self.consumed > self.limit {
            return Err(TooLong { limit: self.limit });
        }
        Ok(None)
    }

    /// Returns the last event if the stream ended without its blank line, or even without the end of its last
    /// line.
    pub fn finish(&mut self) -> Option<Event<'_>> {
        let rest = self.line..self.buffer.len();
        if !rest.is_empty() {
            self.read_field(rest);
        }
        self.line = self.buffer.len();
        self.scanned = self.line;
        let fields = self.end_of_event()?;
        Some(self.event(fields))
    }

    fn discard_consumed(&mut self) {
        let consumed = std::mem::take(&mut self.consumed);
        if consumed == 0 {
            return;
        }
        self.buffer.drain(..consumed);
        self.line -= consumed;
        self.scanned -= consumed;
        for range in [&mut self.pending.name, &mut self.pending.data].into_iter().flatten() {
            *range = range.start - consumed..range.end - consumed;
        }
    }

    /// Skips a byte order mark at the start. Returns `false` if more bytes are needed to recognize it.
    fn skip_byte_order_mark(&mut self) -> bool {
        if self.buffer.starts_with(BYTE_ORDER_MARK) {
            self.line = BYTE_ORDER_MARK.len();
            self.scanned = self.line;
        } else if BYTE_ORDER_MARK.starts_with(&self.buffer) {
            return false;
        }
        self.at_start = false;
        true
    }

    fn next_line(&mut self) -> Option<Range<usize>> {
        if self.skip_line_feed {
            if *self.buffer.get(self.line)? == b'\n' {
                self.line += 1;
            }
            self.skip_line_feed = false;
        }
        let from = self.scanned.max(self.line);
        let Some(length) = memchr::memchr2(b'\r', b'\n', &self.buffer[from..]) else {
            self.scanned = self.buffer.len();
            return None;
        };
        let line = self.line..from + length;
        self.skip_line_feed = self.buffer[line.end] == b'\r';
        self.line = line.end + 1;
        self.scanned = self.line;
        Some(line)
    }

    fn read_field(&mut self, line: Range<usize>) {
        let bytes = &self.buffer[line.clone()];
        let colon = memchr::memchr(b':', bytes).unwrap_or(bytes.len());
        let space = usize::from(bytes.get(colon + 1) == Some(&b' '));
        let value = (line.start + colon + 1 + space).min(line.end)..line.end;
        match &bytes[..colon] {
            b"data" => match (&mut self.pending.joined, &self.pending.data) {
                (Some(joined), _) => {
                    joined.push(b'\n');
                    joined.extend_from_slice(&self.buffer[value]);
                }
                (joined @ None, Some(first)) => {
                    *joined = Some([&self.buffer[first.clone()], b"\n", &self.buffer[value]].concat());
                }
                (None, None) => self.pending.data = Some(value),
            },
            b"event" => self.pending.name = Some(value),
            // Comments, `id`, `retry` and unknown fields.
            _ => {}
        }
        if self.pending.name.is_none() && self.pending.data.is_none() {
            self.consumed = self.line;
        }
    }

    /// Ends the current event and starts the next one. Returns the fields of the ended one, unless it has no
    /// data.
    fn end_of_event(&mut self) -> Option<Pending> {
        self.consumed = self.line;
        let fields = std::mem::take(&mut self.pending);
        fields.data.is_some().then_some(fields)
    }

    fn event(&mut self, fields: Pending) -> Event<'_> {
        let bytes = |range: Option<Range<usize>>| range.map_or(&[][..], |range| &self.buffer[range]);
        let name = std::str::from_utf8(bytes(fields.name)).unwrap_or_default();
        let borrowed = match &fields.joined {
            None => std::str::from_utf8(bytes(fields.data.clone())).ok(),
            Some(_) => None,
        };
        let data = match (borrowed, fields.joined) {
            (Some(data), _) => data,
            (None, Some(joined)) => {
                self.text = lossy(joined);
                &self.text
            }
            (None, None) => {
                self.text = lossy(bytes(fields.data).to_vec());
                &self.text
            }
        };
        Event { name, data }
    }
}

fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
