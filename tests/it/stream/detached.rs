//! A reply belongs to the server: whoever asked may go.

use super::{PIECES, asked, assert_holds};
use crate::support::{Heard, KINDS, Kind, REPLY, Setup};

#[tokio::test]
async fn a_reply_is_written_to_its_end_after_the_tab_is_closed() {
    let setup = Setup::start().await;
    for kind in KINDS {
        let conversation = setup.conversation(&kind.full_model()).await;
        let asked = conversation.say("Hello", None).await;
        setup.provider.will(kind.says_held(&PIECES));
        let mut stream = conversation.ask_events(&asked).await;
        let id = stream.created().await;
        setup.provider.release();
        assert_eq!(stream.delta().await, PIECES[0]);
        drop(stream);

        // It is taken all the same, and goes on.
        conversation.ask(&asked).await.error(409, "conflict");
        assert_eq!(conversation.message(&id).await["status"], "in_progress");
        setup.provider.release_many(PIECES.len());
        assert_eq!(conversation.becomes(&id, "completed").await["content"], REPLY);
        assert_holds(&conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
    }
    assert_eq!((setup.provider.count(), setup.provider.gone()), (4, 0));
}

#[tokio::test]
async fn a_reply_to_somebody_who_waits_for_json_is_listed_heard_and_outlives_its_caller() {
    let setup = Setup::start().await;
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Kind::House.held_after(&PIECES, 2));
    let id = tokio::select! {
        answer = conversation.ask(&asked) => panic!("answered too early: {}", answer.text),
        id = conversation.writing() => id,
    };
    assert_eq!(conversation.message(&id).await["parent_id"], asked);

    let mut joined = conversation.join(&id).await;
    setup.provider.release_many(PIECES.len() - 1);
    let heard = Heard::whole(&joined.rest().await);
    assert_eq!((&*heard.text, &*heard.status), (REPLY, "completed"));
    assert_holds(&conversation, &[("completed", "Hello"), ("completed", REPLY)]).await;
}

#[tokio::test]
async fn listeners_come_and_go_as_they_like() {
    let setup = Setup::start().await;
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Kind::House.says_held(&PIECES));
    let mut stream = conversation.ask_events(&asked).await;
    let id = stream.created().await;
    for piece in PIECES {
        setup.provider.release();
        assert_eq!(stream.delta().await, piece);
        drop(stream);
        stream = conversation.join(&id).await;
        stream.created().await;
        let so_far = stream.delta().await;
        assert!(REPLY.starts_with(&so_far) && so_far.ends_with(piece), "{so_far}");
    }
    setup.provider.release();
    assert_eq!(Heard::rest(&stream.rest().await).status, "completed");
}
