//! Which messages can be asked, by whom and when.

use serde_json::json;

use super::{REPLY, ScriptedApp, WireFormat, assert_count, interaction, reply_to, text};
use crate::support::Conversation;
use crate::support::wait::eventually;

#[tokio::test]
async fn what_cannot_be_asked_is_told_apart_and_no_model_is_bothered() {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation("house.llama3.2:1b").await;
    let other = setup.app.conversation_with("ada", &conversation.agent_id).await;
    let question = conversation.say("Hello", None).await;
    setup.provider.reply_with(WireFormat::Compatible.reply());
    let (reply, _) = reply_to(&conversation, &question).await;
    let ask = async |message: &str, body: serde_json::Value| {
        conversation.user.post(&format!("/messages/{message}/ask"), body).await
    };

    let message = ask(&question, json!({"interaction_id": other.id})).await.error(409, "conflict");
    assert!(message.contains("interaction_id"), "{message}");
    ask(&question, json!({"interaction_id": "int_nonsense"})).await.error(409, "conflict");
    let message = conversation.ask(&reply).await.error(409, "conflict");
    assert!(message.contains("agent"), "{message}");
    for body in [
        json!({}),
        json!({"interaction_id": null}),
        json!({"interaction_id": 1}),
        json!({"interaction_id": conversation.id, "stream": true}),
    ] {
        ask(&question, body).await.invalid();
    }
    for id in ["msg_nonsense", "nonsense", &conversation.id, &format!("{}x", &question[..question.len() - 1])]
    {
        if id != question {
            ask(id, json!({"interaction_id": conversation.id})).await.not_found();
        }
    }

    let eve =
        Conversation { user: setup.app.user("eve"), agent_id: String::new(), id: conversation.id.clone() };
    eve.ask(&question).await.not_found();
    let project = setup.app.another_project().await;
    let elsewhere = Conversation {
        user: setup.app.user_of(&project, "ada"),
        agent_id: String::new(),
        id: conversation.id.clone(),
    };
    elsewhere.ask(&question).await.not_found();

    let agent = format!("/agents/{}", conversation.agent_id);
    setup.app.admin().post(&format!("{agent}/deactivate"), json!({})).await.ok();
    conversation.ask(&question).await.error(403, "forbidden");
    assert_eq!(setup.provider.request_count(), 1);
    assert_eq!(conversation.messages().await.len(), 2);

    setup.app.admin().post(&format!("{agent}/activate"), json!({})).await.ok();
    setup.provider.reply_with(WireFormat::Compatible.reply());
    conversation.ask(&question).await.ok();
}

#[tokio::test]
async fn a_message_has_one_reply_being_written_at_a_time() {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation("house.llama3.2:1b").await;
    let question = conversation.say("Hello", None).await;
    let other = conversation.say("Something else", None).await;
    setup
        .provider
        .reply_with(WireFormat::Compatible.reply().held())
        .reply_with(WireFormat::Compatible.reply());

    let again = async {
        setup.provider.wait_for_requests(1).await;
        conversation.ask(&question).await
    };
    let meanwhile = async {
        setup.provider.wait_for_requests(1).await;
        let message = conversation.ask_for_events(&question).await.error(409, "conflict");
        assert!(message.contains("being written"), "{message}");
        // Only this message is locked: another one can be asked, and messages can be read.
        reply_to(&conversation, &other).await;
        let listed = conversation.messages().await;
        let statuses: Vec<&str> = listed.iter().map(|message| message["status"].as_str().unwrap()).collect();
        assert_eq!(statuses, ["completed", "completed", "in_progress", "completed"]);
        setup.provider.release();
    };
    let (first, again, ()) = tokio::join!(conversation.ask(&question), again, meanwhile);
    let first = first.ok();
    assert_eq!((&first["content"], &again.ok()), (&json!(REPLY), &first));
    assert_eq!(setup.provider.request_count(), 2);

    setup.provider.reply_with(WireFormat::Compatible.reply());
    conversation.ask(&question).await.ok();
}

#[tokio::test]
async fn two_that_ask_at_once_receive_the_same_reply() {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation("house.llama3.2:1b").await;
    for round in 1..=5 {
        let question = conversation.say("Hello", None).await;
        setup.provider.reply_with(WireFormat::Compatible.reply().held());
        let release = async {
            setup.provider.wait_for_requests(round).await;
            conversation.messages().await;
            setup.provider.release();
        };
        let (one, two, ()) = tokio::join!(conversation.ask(&question), conversation.ask(&question), release);
        let one = one.ok();
        assert_eq!((&one["content"], &two.ok()), (&json!(REPLY), &one));
    }
    assert_eq!((setup.provider.request_count(), setup.provider.unused_replies()), (5, 0));
}

#[tokio::test]
async fn a_reply_is_stored_even_if_the_caller_hangs_up() {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation("house.llama3.2:1b").await;
    let question = conversation.say("Hello", None).await;
    setup.provider.reply_with(WireFormat::Compatible.reply().held());
    tokio::select! {
        answer = conversation.ask(&question) => panic!("answered before the provider did: {}", answer.text),
        () = setup.provider.wait_for_requests(1) => {}
    }
    // The caller is gone now, but the message still has a reply in progress.
    conversation.ask_for_events(&question).await.error(409, "conflict");
    let id = conversation.reply_in_progress().await;
    setup.provider.release();
    conversation.wait_for_status(&id, "completed").await;
    let (listed, interaction) = (conversation.messages().await, interaction(&conversation).await);
    assert_count(&conversation, &listed, &interaction, 2);
    assert_eq!((&listed[1]["content"], &listed[1]["parent_id"]), (&json!(REPLY), &json!(question)));

    setup.provider.reply_with(WireFormat::Compatible.reply());
    conversation.ask(&question).await.ok();
}

#[tokio::test]
async fn what_is_deleted_while_its_reply_is_written_gets_none() {
    let setup = ScriptedApp::start().await;
    for (round, what) in ["interaction", "user", "agent"].into_iter().enumerate() {
        let conversation = setup.conversation("house.llama3.2:1b").await;
        let user_id = text(&interaction(&conversation).await["user_id"]);
        let question = conversation.say("Hello", None).await;
        setup.provider.reply_with(WireFormat::Compatible.reply().held());
        let delete = async {
            setup.provider.wait_for_requests(2 * round + 1).await;
            match what {
                "interaction" => {
                    conversation.user.delete(&format!("/interactions/{}", conversation.id)).await.ok()
                }
                "user" => setup.app.admin().delete(&format!("/users/{user_id}")).await.ok(),
                _ => setup.app.admin().delete(&format!("/agents/{}", conversation.agent_id)).await.ok(),
            };
            setup.provider.release();
        };
        let (answer, ()) = tokio::join!(conversation.ask(&question), delete);
        let message = answer.not_found();
        assert!(message.contains("there is no such"), "{what}: {message}");
        conversation.user.get(&format!("/messages/{question}")).await.not_found();
        conversation.user.get(&format!("/messages?interaction_id={}", conversation.id)).await.not_found();

        // The server still works.
        let next = setup.conversation("house.llama3.2:1b").await;
        let question = next.say("Hello", None).await;
        setup.provider.reply_with(WireFormat::Compatible.reply());
        assert_eq!(reply_to(&next, &question).await.1, REPLY);
    }
}

#[tokio::test]
async fn an_orderly_end_of_the_server_waits_for_the_reply() {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation("house.llama3.2:1b").await;
    let question = conversation.say("Hello", None).await;
    setup.provider.reply_with(WireFormat::Compatible.reply().held());
    tokio::select! {
        answer = conversation.ask(&question) => panic!("answered before the provider did: {}", answer.text),
        () = setup.provider.wait_for_requests(1) => {}
    }
    let store = setup.app.store().await;
    let project_id = setup.app.project.row.id.clone();
    let address: std::net::SocketAddr = setup.app.url.trim_start_matches("http://").parse().unwrap();
    let release = async {
        eventually("the server stops listening", || std::net::TcpStream::connect(address).is_err()).await;
        setup.provider.release();
    };
    let (_database, ()) = tokio::join!(setup.app.stop(), release);
    let stored = store.path(&project_id, &question, 1_000_000).await.unwrap();
    assert_eq!(stored.len(), 1);
    let interaction = store.interaction(&project_id, "ada", &conversation.id).await.unwrap();
    assert_eq!(interaction.total_message_count, 2);
    store.close().await;
}
