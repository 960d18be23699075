use serde_json::json;

use super::*;
use crate::chat::written_parts::Piece;
use crate::store::messages::Sender;
use crate::store::parts::{Reasoning, ToolCall, ToolCallState};

const ALL: Hearing = Hearing { hides_reasoning: false };

fn message(content: &str, status: MessageStatus) -> Message {
    Message {
        id: "msg_1".into(),
        interaction_id: "int_1".into(),
        parent_id: Some("msg_0".into()),
        depth: 1,
        sent_by: Sender::Agent,
        status,
        content: content.into(),
        parts: None,
        stored_finish_reason: None,
        client_id: String::new(),
        hides_reasoning: false,
        created_at: 1,
        rating: Rating::Unrated,
        feedback_comment: String::new(),
    }
}

/// The events after `position`: `created`, text (of reasoning with the part's place before it), the state of
/// tool calls, and `ended`.
fn received(progress: &Progress, mut position: Position, hearing: Hearing) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(event) = progress.next(&mut position, hearing) {
        all.push(name(event));
    }
    all
}

fn name(event: ReplyEvent<'_>) -> String {
    match event {
        ReplyEvent::Created(_) => "created".to_owned(),
        ReplyEvent::Delta { kind: DeltaKind::Text, index: 0, text, .. } => text.to_owned(),
        ReplyEvent::Delta { kind: DeltaKind::Text, index, text, .. } => format!("{index} {text}"),
        ReplyEvent::Delta { kind: DeltaKind::Reasoning, index, text, .. } => format!("{index}? {text}"),
        ReplyEvent::Part { index, part: Part::ToolCall(call), .. } => {
            format!("{index}! {} {}", call.id, call.state)
        }
        ReplyEvent::Part { .. } => "another part".to_owned(),
        ReplyEvent::Ended { .. } => "ended".to_owned(),
    }
}

fn push(progress: &mut Progress, piece: Piece<'_>) {
    progress.parts.push(piece, Instant::now());
}

fn call(id: &str, state: ToolCallState) -> ToolCall {
    ToolCall {
        id: id.into(),
        name: "weather".into(),
        title: String::new(),
        arguments: json!({}),
        state,
        result: None,
        error: String::new(),
        change: 0,
    }
}

fn written() -> Progress {
    let mut progress = Progress::so_far(message("", MessageStatus::InProgress));
    for delta in ["Grü", "ße", ", you"] {
        push(&mut progress, Piece::Text(delta));
    }
    progress
}

#[test]
fn what_arrived_since_a_listener_last_looked_is_one_delta() {
    let (mut progress, mut position) = (written(), Position::default());
    assert_eq!(received(&progress, position, ALL), ["created", "Grüße, you"]);
    while progress.next(&mut position, ALL).is_some() {}
    push(&mut progress, Piece::Text("!"));
    progress.end(Some(message("Grüße, you!", MessageStatus::Completed)), None);
    assert_eq!(received(&progress, position, ALL), ["!", "ended"]);
    assert_eq!(received(&progress, Position::default(), ALL), ["created", "Grüße, you!", "ended"]);
}

#[test]
fn a_listener_that_resumes_receives_exactly_the_rest() {
    let mut progress = written();
    progress.end(Some(message("Grüße, you", MessageStatus::Completed)), None);
    let mut position = Position::default();
    let all = received(&progress, position, ALL);
    for received_before in 1..=all.len() {
        progress.next(&mut position, ALL);
        let resumed: Position = position.to_string().parse().unwrap();
        assert_eq!(resumed, position);
        assert_eq!(received(&progress, resumed, ALL), all[received_before..]);
    }
}

#[test]
fn a_position_inside_a_character_or_after_the_text_yields_no_text() {
    let progress = written();
    for id in ["0:3", "0:99", "1:0"] {
        assert!(received(&progress, id.parse().unwrap(), ALL).is_empty(), "{id}");
    }
}

#[test]
fn a_stored_reply_yields_the_same_events_as_one_written_here() {
    let progress = Progress::of_ended(message("All of it", MessageStatus::Completed), None);
    assert_eq!(received(&progress, Position::default(), ALL), ["created", "All of it", "ended"]);
    assert_eq!(received(&progress, "0:4".parse().unwrap(), ALL), ["of it", "ended"]);
}

static FORMAT: Format = Format {
    name: "test",
    encode: |event, position, out| {
        let text = match event {
            ReplyEvent::Created(message) => message.id.as_str(),
            ReplyEvent::Delta { text, .. } => text,
            ReplyEvent::Part { reply_id, .. } => reply_id,
            ReplyEvent::Ended { .. } => "end",
        };
        out.extend_from_slice(format!("{text}@{position};").as_bytes());
    },
};

#[test]
fn listeners_at_the_same_position_share_the_encoded_events() {
    let mut progress = written();
    let (mut first, mut second) = (Position::default(), Position::default());
    let batch = progress.batch(&mut first, ALL, &FORMAT).unwrap();
    assert_eq!(batch, "msg_1@0:0;Grüße, you@0:12;");
    let shared = progress.batch(&mut second, ALL, &FORMAT).unwrap();
    assert_eq!((shared.as_ptr(), second), (batch.as_ptr(), first));
    assert_eq!(progress.batch(&mut first, ALL, &FORMAT), None);

    push(&mut progress, Piece::Text("!"));
    assert_eq!(progress.batch(&mut first, ALL, &FORMAT).unwrap(), "!@0:13;");
    // A listener that lags behind gets its own batch.
    let mut late = Position::default();
    assert_eq!(progress.batch(&mut late, ALL, &FORMAT).unwrap(), "msg_1@0:0;Grüße, you!@0:13;");
    progress.end(None, None);
    assert_eq!(progress.batch(&mut second, ALL, &FORMAT).unwrap(), "!@0:13;end@0:13.end;");
}

#[test]
fn a_batch_is_bounded() {
    let mut progress = Progress::so_far(message("", MessageStatus::InProgress));
    push(&mut progress, Piece::Text(&"é".repeat(PIECE)));
    let mut position = Position::default();
    let first = progress.batch(&mut position, ALL, &FORMAT).unwrap();
    assert!(first.len() < PIECE + 64, "{}", first.len());
    assert_eq!(position.offset, PIECE);
}

/// Reasoning, text, a tool call, reasoning, and text again.
fn thought() -> Progress {
    let mut progress = Progress::so_far(message("", MessageStatus::InProgress));
    for piece in [Piece::Reasoning("Hm"), Piece::Reasoning("…"), Piece::Text("Let me "), Piece::Text("see.")]
    {
        push(&mut progress, piece);
    }
    progress.parts.set_tool_call(call("a", ToolCallState::Running), Instant::now());
    push(&mut progress, Piece::Reasoning("7 °C"));
    push(&mut progress, Piece::Text("Cold."));
    progress
}

#[test]
fn each_kind_of_part_has_its_events_and_its_place() {
    let progress = thought();
    let all = ["created", "0? Hm…", "1 Let me see.", "2! a running", "3? 7 °C", "4 Cold."];
    assert_eq!(received(&progress, Position::default(), ALL), all);
    assert_eq!(progress.parts.content(), "Let me see.Cold.");
}

#[test]
fn whom_reasoning_is_hidden_from_receives_the_other_parts_with_their_places_among_these() {
    let mut progress = thought();
    progress.end(Some(message("Let me see.Cold.", MessageStatus::Completed)), None);
    let hearing = Hearing { hides_reasoning: true };
    let all = ["created", "Let me see.", "1! a running", "2 Cold.", "ended"];
    assert_eq!(received(&progress, Position::default(), hearing), all);
    resumes_anywhere(&progress, hearing);
}

#[test]
fn resuming_after_any_event_yields_exactly_the_rest_of_all_parts() {
    let mut progress = thought();
    resumes_anywhere(&progress, ALL);
    progress.parts.set_tool_call(call("a", ToolCallState::Done), Instant::now());
    progress.end(Some(message("Let me see.Cold.", MessageStatus::Completed)), None);
    resumes_anywhere(&progress, ALL);
}

fn resumes_anywhere(progress: &Progress, hearing: Hearing) {
    let mut position = Position { change: progress.parts.changes(), ..Position::default() };
    let all = received(progress, position, hearing);
    for received_before in 1..=all.len() {
        progress.next(&mut position, hearing);
        let resumed: Position = position.to_string().parse().unwrap();
        assert_eq!(resumed, position);
        assert_eq!(received(progress, resumed, hearing), all[received_before..], "after {resumed}");
    }
}

#[test]
fn a_tool_call_that_changes_is_sent_again_wherever_a_listener_is() {
    let mut progress = thought();
    let (mut early, mut late) = (Position::default(), Position::default());
    for _ in 0..2 {
        progress.next(&mut early, ALL);
    }
    while progress.next(&mut late, ALL).is_some() {}
    progress.parts.set_tool_call(call("b", ToolCallState::Running), Instant::now());
    progress.parts.set_tool_call(call("a", ToolCallState::Waiting), Instant::now());
    progress.parts.set_tool_call(call("b", ToolCallState::Failed), Instant::now());
    progress.parts.set_tool_call(call("a", ToolCallState::Done), Instant::now());
    // Only the last of the changes that were missed.
    assert_eq!(received(&progress, late, ALL), ["2! a done", "5! b failed"]);
    let rest = received(&progress, early, ALL);
    assert_eq!(rest[..2], ["1 Let me see.", "2! a done"]);
    assert!(rest.contains(&"5! b failed".to_owned()), "{rest:?}");
    // A stored reply knows which change was the last.
    let (content, parts) = progress.parts.stored();
    let stored = Progress::so_far(Message { parts, ..message(&content, MessageStatus::InProgress) });
    assert_eq!(received(&stored, late, ALL), ["2! a done", "5! b failed"]);
    assert_eq!((stored.parts.size(), stored.parts.changes()), (progress.parts.size(), 3));
}

#[test]
fn reasoning_has_its_duration_and_its_proof() {
    let (mut progress, start) = (Progress::default(), Instant::now());
    let later = |seconds| start + std::time::Duration::from_secs(seconds);
    progress.parts.push(Piece::Reasoning("One"), start);
    progress.parts.push(Piece::Signature { model: "anthropic.claude", value: "c2ln".into() }, later(4));
    progress.parts.push(Piece::Reasoning("Two"), later(5));
    progress.parts.push(Piece::End, later(6));
    progress.parts.push(Piece::Text("Yes"), later(9));
    let reasoning = |at| match progress.parts.get(at) {
        Some(Part::Reasoning(Reasoning { duration_ms, signature, .. })) => {
            (*duration_ms, signature.is_some())
        }
        other => panic!("{other:?}"),
    };
    assert_eq!([reasoning(0), reasoning(1)], [(Some(4_000), true), (Some(1_000), false)]);
}
