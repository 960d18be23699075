//! Which values of `Last-Event-ID` are accepted.

use super::PIECES;
use crate::support::{REPLY, ScriptedApp, WireFormat};

#[tokio::test]
async fn an_id_that_no_event_of_the_reply_has_is_refused() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    setup.provider.reply_with(WireFormat::Compatible.reply());
    let finished = conversation.ask(&question).await.ok()["id"].as_str().unwrap().to_owned();
    setup.provider.reply_with(WireFormat::Compatible.held_reply(&PIECES));
    let mut reply = conversation.start_reply(&question).await;
    let running = reply.id.clone();
    setup.provider.release_many(2);
    reply.hear(&PIECES[..2].concat()).await;
    let (whole, so_far) = (REPLY.len(), PIECES[..2].concat().len());

    let never = [
        "nonsense",
        "-1",
        "1.5",
        "0x1",
        "1e1",
        "0 0",
        "0,0",
        "NaN",
        "4000",
        "0",
        "0:",
        ":0",
        "0:4000",
        "1:0",
        "0:0:0",
        "0:0:1",
        "00:0",
        "99999999999999999999999",
        "end",
        ".end",
        "4000.end",
        "0:4000.end",
        "1.END",
        "0.end.end",
        "🙂",
        "0\t1",
        "null",
    ];
    // Ends that have not happened yet, or happened at another offset.
    let ends = [(&finished, format!("0:{}.end", whole - 1)), (&finished, "0:0.end".to_owned())];
    let ends =
        ends.into_iter().chain([(&running, format!("0:{so_far}.end")), (&running, "0:0.end".to_owned())]);
    for (id, after) in ends {
        let caller = conversation.user.with("Last-Event-ID", &after);
        let message = caller.get(&format!("/messages/{id}/stream")).await.invalid();
        assert!(message.contains("Last-Event-ID"), "{after}: {message}");
    }
    for id in [&finished, &running] {
        let path = format!("/messages/{id}/stream");
        for after in never {
            let caller = conversation.user.with_bytes("Last-Event-ID", after.as_bytes());
            let message = caller.get(&path).await.invalid();
            assert!(message.contains("Last-Event-ID"), "{after}: {message}");
        }
        let caller = conversation.user.with_bytes("Last-Event-ID", b"\xff\xfe");
        assert!(caller.get(&path).await.invalid().contains("Last-Event-ID"));
    }
    setup.provider.release_many(PIECES.len() - 1);
    assert_eq!(reply.finish().await.status, "completed");
}

#[tokio::test]
async fn no_id_makes_a_stream_start_inside_a_character() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    setup.provider.reply_with(WireFormat::Compatible.reply());
    let reply = conversation.ask(&question).await.ok()["id"].as_str().unwrap().to_owned();
    for after in 0..=REPLY.len() + 1 {
        let caller = conversation.user.with("Last-Event-ID", &format!("0:{after}"));
        let answer = caller.get(&format!("/messages/{reply}/stream")).await;
        match answer.status {
            200 => assert!(!answer.text.contains('\u{fffd}'), "{after}: {}", answer.text),
            _ => assert!(answer.invalid().contains("Last-Event-ID"), "{after}"),
        }
    }
}
