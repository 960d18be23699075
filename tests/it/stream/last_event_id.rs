//! What a `Last-Event-ID` may be.

use super::{PIECES, asked};
use crate::support::{Heard, Kind, REPLY, Setup};

#[tokio::test]
async fn an_event_that_never_was_is_told_apart_from_one_that_was() {
    let setup = Setup::start().await;
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Kind::House.reply());
    let finished = conversation.ask(&asked).await.ok()["id"].as_str().unwrap().to_owned();
    setup.provider.will(Kind::House.says_held(&PIECES));
    let mut stream = conversation.ask_events(&asked).await;
    let running = stream.created().await;
    setup.provider.release_many(2);
    while stream.delta().await != PIECES[1] {}
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
        "99999999999999999999999",
        "end",
        ".end",
        "4000.end",
        "1.END",
        "0.end.end",
        "🙂",
        "0\t1",
        "null",
    ];
    // An end that there was not yet, or was elsewhere.
    let ends = [(&finished, format!("{}.end", whole - 1)), (&finished, "0.end".to_owned())];
    let ends = ends.into_iter().chain([(&running, format!("{so_far}.end")), (&running, "0.end".to_owned())]);
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
    assert_eq!(Heard::rest(&stream.rest().await).status, "completed");
}

#[tokio::test]
async fn no_id_makes_a_stream_begin_inside_of_a_character() {
    let setup = Setup::start().await;
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Kind::House.reply());
    let reply = conversation.ask(&asked).await.ok()["id"].as_str().unwrap().to_owned();
    for after in 0..=REPLY.len() + 1 {
        let caller = conversation.user.with("Last-Event-ID", &after.to_string());
        let answer = caller.get(&format!("/messages/{reply}/stream")).await;
        match answer.status {
            200 => assert!(!answer.text.contains('\u{fffd}'), "{after}: {}", answer.text),
            _ => assert!(answer.invalid().contains("Last-Event-ID"), "{after}"),
        }
    }
}
