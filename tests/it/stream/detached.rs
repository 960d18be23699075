//! A reply belongs to the server: it goes on when the caller who asked leaves.

use super::{PIECES, assert_holds};
use crate::support::{REPLY, ScriptedApp, Transcript, WIRE_FORMATS, WireFormat};

#[tokio::test]
async fn a_reply_is_completed_after_the_tab_is_closed() {
    let setup = ScriptedApp::start().await;
    for format in WIRE_FORMATS {
        let mut reply = setup.start_reply(format, format.held_reply(&PIECES)).await;
        setup.provider.release();
        assert_eq!(reply.hear_delta().await, PIECES[0]);
        let (conversation, id, question) = (reply.conversation, reply.id, reply.question);
        drop(reply.stream);

        // The message still has a reply in progress.
        conversation.ask_for_events(&question).await.error(409, "conflict");
        assert_eq!(conversation.message(&id).await["status"], "in_progress");
        setup.provider.release_many(PIECES.len());
        assert_eq!(conversation.wait_for_status(&id, "completed").await["content"], REPLY);
        assert_holds(&conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
    }
    assert_eq!((setup.provider.request_count(), setup.provider.disconnects()), (5, 0));
}

#[tokio::test]
async fn a_reply_to_a_caller_who_waits_for_json_is_listed_streamed_and_outlives_the_caller() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    setup.provider.reply_with(WireFormat::Compatible.reply_held_after(&PIECES, 2));
    let id = tokio::select! {
        answer = conversation.ask(&question) => panic!("answered too early: {}", answer.text),
        id = conversation.reply_in_progress() => id,
    };
    assert_eq!(conversation.message(&id).await["parent_id"], question);

    let mut joined = conversation.join(&id).await;
    setup.provider.release_many(PIECES.len() - 1);
    let heard = Transcript::whole(&joined.rest().await);
    assert_eq!((&*heard.text, &*heard.status), (REPLY, "completed"));
    assert_holds(&conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
}

#[tokio::test]
async fn listeners_may_leave_and_join_at_any_time() {
    let setup = ScriptedApp::start().await;
    let mut reply =
        setup.start_reply(WireFormat::Compatible, WireFormat::Compatible.held_reply(&PIECES)).await;
    for piece in PIECES {
        setup.provider.release();
        assert_eq!(reply.stream.delta().await, piece);
        reply.stream = reply.join().await;
        reply.stream.created().await;
        let so_far = reply.stream.delta().await;
        assert!(REPLY.starts_with(&so_far) && so_far.ends_with(piece), "{so_far}");
    }
    setup.provider.release();
    assert_eq!(Transcript::rest(&reply.stream.rest().await).status, "completed");
}
