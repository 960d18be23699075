//! Replies whose end the store refuses for a while, and replies that their node no longer writes.

use std::time::Duration;

use proficient::store::replies::NewReply;
use proficient::{clock, ids};

use super::{PIECES, assert_holds};
use crate::support::provider::ScriptedReply;
use crate::support::wait::eventually_some;
use crate::support::{Database, REPLY, ScriptedApp, WireFormat};

/// Makes the database refuse to complete any reply.
async fn refuse_completion(database: &Database) {
    let statement = if database.is_sqlite() {
        "CREATE TRIGGER refuse BEFORE UPDATE ON messages WHEN NEW.status = 'completed'
         BEGIN SELECT RAISE(ABORT, 'refused'); END"
    } else {
        "CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''refused''; END' LANGUAGE plpgsql;
         CREATE TRIGGER refuse BEFORE UPDATE ON messages FOR EACH ROW WHEN (NEW.status = 'completed')
         EXECUTE FUNCTION refuse()"
    };
    database.run(statement).await;
}

async fn allow_completion(database: &Database) {
    let statement =
        if database.is_sqlite() { "DROP TRIGGER refuse" } else { "DROP TRIGGER refuse ON messages" };
    database.run(statement).await;
}

#[tokio::test]
async fn an_end_that_the_store_refuses_is_stored_once_the_store_accepts_it() {
    let setup = ScriptedApp::start().await;
    refuse_completion(&setup.app.database).await;
    let mut reply = setup.start_reply(WireFormat::Compatible, WireFormat::Compatible.reply()).await;
    reply.hear(REPLY).await;
    // Listeners are not told of an end that is not stored.
    reply.stream.quiet(Duration::from_millis(500)).await;
    allow_completion(&setup.app.database).await;
    let last = reply.finish().await.last;
    assert_eq!((&last["status"], &last["content"]), (&"completed".into(), &REPLY.into()));
    assert_eq!(reply.conversation.message(&reply.id).await, last);
    setup.provider.reply_with(WireFormat::Compatible.reply());
    reply.conversation.ask(&reply.question).await.ok();
}

#[tokio::test]
async fn a_reply_that_its_node_does_not_write_fails_and_may_be_asked_for_again() {
    let setup = ScriptedApp::start_with(|config| {
        config.internal.node_silence = Duration::from_secs(1);
        config.internal.sweep_interval = Duration::from_millis(200);
    })
    .await;
    let store = setup.app.store().await;
    // While it writes a reply, the node is in the table of nodes.
    let mut writing =
        setup.start_reply(WireFormat::Compatible, WireFormat::Compatible.reply_held_after(&PIECES, 2)).await;
    let conversation = writing.conversation.clone();
    let node_id = eventually_some("the node is in the database", async || {
        let id = store.write(|db| {
            Box::pin(async move {
                Ok(sql::query_as::<(String,)>("SELECT id FROM nodes").fetch_optional(db).await?)
            })
        });
        id.await.unwrap().map(|(id,)| id)
    })
    .await;

    let other = conversation.say("And?", None).await;
    let lost = NewReply {
        id: ids::MESSAGE.make(clock::now()),
        project_id: setup.app.project.row.id.clone(),
        interaction_id: conversation.id.clone(),
        parent_id: other.clone(),
        node_id,
    };
    store.create_reply(lost.clone()).await.unwrap();
    // A caller that asks again meanwhile waits for it, and learns that it has failed.
    conversation.ask(&other).await.error(503, "unavailable");
    conversation.wait_for_status(&lost.id, "failed").await;
    // The reply that is being written goes on; the lost one, which had no text, is not shown.
    setup.provider.release_many(PIECES.len());
    assert_eq!(writing.finish().await.text, REPLY);
    setup.provider.reply_with(ScriptedReply::events(&WireFormat::Compatible.stream_events(&["Yes"])));
    assert_eq!(conversation.ask(&other).await.ok()["content"], "Yes");
    assert_holds(
        &conversation,
        &[("completed", "Hello"), ("completed", REPLY), ("completed", "And?"), ("completed", "Yes")],
    )
    .await;
    store.close().await;
}
