use super::*;
use crate::store::messages::Sender;

fn message(content: &str, status: MessageStatus) -> Message {
    Message {
        id: "msg_1".into(),
        interaction_id: "int_1".into(),
        parent_id: Some("msg_0".into()),
        depth: 1,
        sent_by: Sender::Agent,
        status,
        content: content.into(),
        created_at: 1,
        rating: Rating::Unrated,
        feedback_comment: String::new(),
    }
}

/// The events after `position`, as `created`, the text of deltas, and `ended`.
fn received(progress: &Progress, mut position: Position, joining: bool) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(event) = progress.next(&mut position, joining) {
        all.push(match event {
            ReplyEvent::Created(_) => "created".to_owned(),
            ReplyEvent::Delta { text, .. } => text.to_owned(),
            ReplyEvent::Ended(_) => "ended".to_owned(),
        });
    }
    all
}

fn written() -> Progress {
    let mut progress = Progress::so_far(message("", MessageStatus::InProgress));
    for delta in ["Grü", "ße", ", you"] {
        progress.push(delta);
    }
    progress
}

#[test]
fn a_follower_receives_each_piece_and_a_joiner_all_at_once() {
    let mut progress = written();
    assert_eq!(received(&progress, Position::default(), false), ["created", "Grü", "ße", ", you"]);
    assert_eq!(received(&progress, Position::default(), true), ["created", "Grüße, you"]);
    progress.end(Some(message("Grüße, you", MessageStatus::Completed)), None);
    assert_eq!(received(&progress, Position::default(), true), ["created", "Grüße, you", "ended"]);
}

#[test]
fn a_listener_that_resumes_receives_exactly_the_rest() {
    let mut progress = written();
    progress.end(Some(message("Grüße, you", MessageStatus::Completed)), None);
    let mut position = Position::default();
    let all = received(&progress, position, false);
    for received_before in 1..=all.len() {
        progress.next(&mut position, false);
        let resumed: Position = position.to_string().parse().unwrap();
        assert_eq!(resumed, position);
        assert_eq!(received(&progress, resumed, false), all[received_before..]);
    }
}

#[test]
fn a_position_inside_a_character_or_after_the_text_yields_no_text() {
    let progress = written();
    for id in ["3", "99"] {
        assert!(received(&progress, id.parse().unwrap(), false).is_empty(), "{id}");
    }
}

#[test]
fn a_stored_reply_yields_the_same_events_as_one_written_here() {
    let progress = Progress::of_ended(message("All of it", MessageStatus::Completed), None);
    assert_eq!(received(&progress, Position::default(), false), ["created", "All of it", "ended"]);
    assert_eq!(received(&progress, "4".parse().unwrap(), false), ["of it", "ended"]);
}

static FORMAT: Format = Format {
    name: "test",
    encode: |event, position, out| {
        let text = match event {
            ReplyEvent::Created(message) => message.id.as_str(),
            ReplyEvent::Delta { text, .. } => text,
            ReplyEvent::Ended(_) => "end",
        };
        out.extend_from_slice(format!("{text}@{position};").as_bytes());
    },
};

#[test]
fn listeners_at_the_same_position_share_the_encoded_events() {
    let mut progress = written();
    let (mut first, mut second) = (Position::default(), Position::default());
    let batch = progress.batch(&mut first, false, &FORMAT).unwrap();
    assert_eq!(batch, "msg_1@0;Grü@4;ße@7;, you@12;");
    let shared = progress.batch(&mut second, false, &FORMAT).unwrap();
    assert_eq!((shared.as_ptr(), second), (batch.as_ptr(), first));
    assert_eq!(progress.batch(&mut first, false, &FORMAT), None);

    progress.push("!");
    assert_eq!(progress.batch(&mut first, false, &FORMAT).unwrap(), "!@13;");
    // A listener that lags behind gets its own batch.
    let mut late = Position::default();
    assert_eq!(progress.batch(&mut late, true, &FORMAT).unwrap(), "msg_1@0;Grüße, you!@13;");
    progress.end(None, None);
    assert_eq!(progress.batch(&mut second, false, &FORMAT).unwrap(), "!@13;end@13.end;");
}

#[test]
fn a_batch_is_bounded() {
    let mut progress = Progress::so_far(message("", MessageStatus::InProgress));
    progress.push(&"é".repeat(PIECE));
    let mut position = Position::default();
    let first = progress.batch(&mut position, true, &FORMAT).unwrap();
    assert!(first.len() < PIECE + 64, "{}", first.len());
    assert_eq!(position.offset, PIECE);
}
