//! Replies whose end the store refuses for a while, and those that their node has lost sight of.

use std::time::{Duration, Instant};

use proficient::store::Store;
use proficient::store::replies::NewReply;
use proficient::{clock, ids};

use super::{PIECES, asked, assert_holds};
use crate::support::provider::Reply;
use crate::support::{Heard, Kind, REPLY, Setup};

async fn execute(store: &Store, statement: &'static str) {
    let done = store.write(move |db| {
        Box::pin(async move {
            sql::query(statement).execute(db).await?;
            Ok(())
        })
    });
    done.await.unwrap();
}

#[tokio::test]
async fn an_end_that_the_store_refuses_is_stored_once_it_takes_it() {
    let setup = Setup::start().await;
    if !setup.app.database.is_sqlite() {
        return; // The trigger is SQLite's.
    }
    let store = setup.app.store().await;
    execute(
        &store,
        "CREATE TRIGGER refuse BEFORE UPDATE ON messages WHEN NEW.status = 'completed'
         BEGIN SELECT RAISE(ABORT, 'refused'); END",
    )
    .await;
    let (conversation, asked) = asked(&setup).await;
    setup.provider.will(Kind::House.reply());
    let mut stream = conversation.ask_events(&asked).await;
    let id = stream.created().await;
    let mut heard = String::new();
    while heard != REPLY {
        heard.push_str(&stream.delta().await);
    }
    stream.quiet(Duration::from_millis(500)).await;
    execute(&store, "DROP TRIGGER refuse").await;
    let last = Heard::rest(&stream.rest().await).last;
    assert_eq!((&last["status"], &last["content"]), (&"completed".into(), &REPLY.into()));
    assert_eq!(conversation.message(&id).await, last);
    setup.provider.will(Kind::House.reply());
    conversation.ask(&asked).await.ok();
}

#[tokio::test]
async fn a_reply_that_its_node_does_not_write_is_closed_and_may_be_asked_for_again() {
    let setup = Setup::start().await;
    let store = setup.app.store().await;
    let (conversation, asked) = asked(&setup).await;
    // While it writes, the node is known by name.
    setup.provider.will(Kind::House.held_after(&PIECES, 2));
    let _stream = conversation.ask_events(&asked).await;
    let node_id = loop {
        let named = store.write(|db| {
            Box::pin(async move {
                Ok(sql::query_as::<(String,)>("SELECT id FROM nodes").fetch_optional(db).await?)
            })
        });
        match named.await.unwrap() {
            Some((id,)) => break id,
            None => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };

    let other = conversation.say("And?", None).await;
    let lost = NewReply {
        id: ids::MESSAGE.make(clock::now()),
        project_id: setup.app.project.row.id.clone(),
        interaction_id: conversation.id.clone(),
        parent_id: other.clone(),
        node_id,
    };
    store.create_reply(lost.clone()).await.unwrap();
    conversation.ask(&other).await.error(409, "conflict");
    let start = Instant::now();
    while conversation.message(&lost.id).await["status"] != "failed" {
        assert!(start.elapsed() < Duration::from_secs(15), "it is closed within seconds");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // What is written goes on, and what had no word is not shown.
    setup.provider.release_many(PIECES.len());
    setup.provider.will(Reply::events(&Kind::House.says(&["Yes"])));
    assert_eq!(conversation.ask(&other).await.ok()["content"], "Yes");
    assert_holds(
        &conversation,
        &[("completed", "Hello"), ("completed", REPLY), ("completed", "And?"), ("completed", "Yes")],
    )
    .await;
    store.close().await;
}
