//! Reads streams in one piece and in many.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails loudly")]

use proficient_sse::{Reader, TooLong};
use proptest::prelude::*;

const LIMIT: usize = 1_000;

/// Name and data of each event, and whether the limit was exceeded.
type Events = (Vec<(String, String)>, bool);

fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Events {
    let mut reader = Reader::new(LIMIT);
    let mut events = Vec::new();
    for piece in pieces {
        reader.push(piece);
        loop {
            match reader.next_event() {
                Ok(Some(event)) => events.push((event.name.to_owned(), event.data.to_owned())),
                Ok(None) => break,
                Err(TooLong { limit: LIMIT }) => return (events, true),
                Err(other) => unreachable!("{other}"),
            }
        }
    }
    events.extend(reader.finish().map(|event| (event.name.to_owned(), event.data.to_owned())));
    (events, false)
}

fn data(stream: &[u8]) -> Vec<String> {
    read([stream]).0.into_iter().map(|(_, data)| data).collect()
}

#[test]
fn every_line_end_ends_a_line() {
    for end in ["\n", "\r", "\r\n"] {
        let stream = ["event: a", "data: one", "", "data: two", "data: more", "", ""].join(end);
        let expected = [("a".to_owned(), "one".to_owned()), (String::new(), "two\nmore".to_owned())];
        assert_eq!(read([stream.as_bytes()]).0, expected, "{end:?}");
        assert_eq!(read(stream.as_bytes().chunks(1)).0, expected, "{end:?} byte by byte");
    }
    assert_eq!(data(b"data: a\r\rdata: b\n\r\ndata: c\r\n\n"), ["a", "b", "c"]);
}

#[test]
fn an_event_is_complete_as_soon_as_its_blank_line_is() {
    for blank_line in ["\n\n", "\r\r", "\r\n\r"] {
        let mut reader = Reader::new(LIMIT);
        reader.push(format!("data: x{blank_line}").as_bytes());
        assert_eq!(reader.next_event().unwrap().unwrap().data, "x", "{blank_line:?}");
        reader.push(b"\ndata: y\n\n");
        assert_eq!(reader.next_event().unwrap().unwrap().data, "y", "{blank_line:?}");
    }
}

#[test]
fn what_is_not_an_event_is_skipped() {
    assert_eq!(data(b": comment\n\n:\n\nretry: 5\nid: 7\n\nevent: empty\n\nunknown\n\n"), [""; 0]);
    assert_eq!(data(b": before\ndata: x\n: between\nerror: {}\ndata:y\n\n"), ["x\ny"]);
}

#[test]
fn one_space_after_the_colon_is_not_part_of_the_value() {
    assert_eq!(data(b"data:x\n\ndata:  x \n\ndata\n\ndata:\n\n"), ["x", " x ", "", ""]);
}

#[test]
fn a_byte_order_mark_is_skipped_at_the_start_only() {
    let stream = b"\xef\xbb\xbfdata: \xef\xbb\xbfx\n\n";
    assert_eq!(data(stream), ["\u{feff}x"]);
    assert_eq!(read(stream.chunks(1)).0, read([&stream[..]]).0);
}

#[test]
fn the_end_of_the_stream_completes_the_last_event() {
    assert_eq!(data(b"data: a\n\ndata: b\n"), ["a", "b"]);
    assert_eq!(data(b"data: a\n\ndata: b"), ["a", "b"]);
    assert_eq!(data(b"data: a\n\n"), ["a"]);
}

#[test]
fn bytes_that_are_not_utf8_are_replaced() {
    assert_eq!(data(b"data: a\xff\n\ndata: b\xff\ndata: c\n\n"), ["a\u{fffd}", "b\u{fffd}\nc"]);
}

#[test]
fn too_long_a_line_or_event_is_an_error_and_endless_comments_are_not() {
    let long = "x".repeat(2 * LIMIT);
    assert!(read([format!("data: {long}").as_bytes()]).1);
    assert!(read([format!(": {long}").as_bytes()]).1);
    assert!(read(vec![&b"data: 0123456789\n"[..]; LIMIT]).1, "an event of many lines");
    assert!(!read(vec![&b": 0123456789\n"[..]; LIMIT]).1);
    assert!(!read(vec![&b"data: 0123456789\n\n"[..]; LIMIT]).1);
}

/// Streams made of the characters and fields that the reader handles specially.
fn streams() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"\r".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r\n\r\n".to_vec()),
        Just(b"data: ".to_vec()),
        Just(b"event:".to_vec()),
        Just(b":".to_vec()),
        Just(b"\xef\xbb\xbf".to_vec()),
        Just("ü🙂".as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 0..8),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_cut_of_any_bytes_gives_the_same_events(
        stream in streams(),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        cuts.extend([0, stream.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|pair| &stream[pair[0]..pair[1]]);
        prop_assert_eq!(read(pieces), read([&stream[..]]));
        prop_assert_eq!(read(stream.chunks(1)), read([&stream[..]]));
    }
}
