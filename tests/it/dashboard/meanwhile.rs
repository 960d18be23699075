//! Changes that someone else made between reading and writing.

use proficient::clock;
use proficient::error::Code;
use proficient::store::audit::{Actor, AuditFilter};
use proficient::store::memberships::Role;
use proficient::store::messages::{FinishReason, MessageStatus, Rating};
use proficient::store::pagination::PageRequest;
use proficient::store::replies::{FinishedReply, NewReply};
use serde_json::json;

use crate::support::{ScriptedApp, TestApp};

#[tokio::test]
async fn a_member_is_changed_only_as_seen() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let (ada, bob) = (app.member(&olga, "viewer").await, app.member(&olga, "owner").await);
    let (store, project_id) = (app.store().await, app.project.row.id.clone());
    let seen = store.membership(&project_id, &ada.id).await.unwrap();
    let path = app.dashboard(&format!("/members/{}", ada.id));
    bob.caller.post(&path, json!({"role": "owner"})).await.ok();

    let lowered = store.change_role(project_id.clone(), seen.clone(), Role::Developer, Actor::cli()).await;
    assert_eq!(lowered.unwrap_err().code, Code::Conflict);
    let removed = store.remove_member(project_id.clone(), seen.clone(), Actor::cli()).await;
    assert_eq!(removed.unwrap_err().code, Code::Conflict);
    assert_eq!(store.membership(&project_id, &ada.id).await.unwrap().role, Role::Owner);

    bob.caller.delete(&path).await.ok();
    let back = store.change_role(project_id.clone(), seen, Role::Viewer, Actor::cli()).await;
    assert_eq!(back.unwrap_err().code, Code::Conflict);
    assert_eq!(ada.caller.get(&app.dashboard("")).await.status, 404, "who was taken out stays out");
    store.close().await;
}

#[tokio::test]
async fn the_log_is_filtered_by_who_and_what() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let dora = app.member(&olga, "developer").await;
    let agent = app.agent().await;
    dora.caller.post(&app.dashboard(&format!("/agents/{agent}")), json!({"name": "Renamed"})).await.ok();
    dora.caller.post(&app.dashboard(&format!("/agents/{agent}/deactivate")), json!({})).await.ok();
    dora.caller.post(&app.dashboard(""), json!({"name": "Renamed"})).await.ok();
    let store = app.store().await;
    let actions = async |actor_id: Option<&str>, action: Option<&str>| {
        let filter = AuditFilter {
            actor_id: actor_id.map(str::to_owned),
            action: action.map(str::to_owned),
            ..AuditFilter::default()
        };
        let page = PageRequest { limit: 100, after: None };
        let found = store.audit(&app.project.row.id, &filter, &page).await.unwrap();
        found.data.into_iter().map(|entry| entry.action).collect::<Vec<_>>()
    };
    let by_dora = ["project.updated", "agent.deactivated", "agent.updated", "member.joined"];
    assert_eq!(actions(Some(&dora.id), None).await, by_dora);
    assert_eq!(actions(Some(&dora.id), Some("agent.")).await, ["agent.deactivated", "agent.updated"]);
    assert_eq!(actions(Some(&dora.id), Some("agent.updated")).await, ["agent.updated"]);
    assert_eq!(actions(Some(&olga.id), Some("agent.updated")).await, [""; 0]);
    assert_eq!(actions(None, Some("agent.updated")).await, ["agent.updated"]);
    assert_eq!(actions(None, Some("agent.up")).await, [""; 0]);
    assert!(actions(None, Some("agent.")).await.ends_with(&["agent.created".to_owned()]));
    store.close().await;
}

#[tokio::test]
async fn a_draft_ends_when_it_is_saved() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let agent = app.agent().await;
    let body = json!({"external_id": "tester", "live_mode": false});
    let user = olga.caller.post(&app.dashboard("/users"), body).await.ok();
    let user_id = user["id"].as_str().unwrap();
    let draft = async |config: serde_json::Value| {
        let body = json!({"agent_id": agent, "user_id": user_id, "config": config});
        olga.caller.post(&app.dashboard("/playground/draft"), body).await.ok();
    };
    let save = async |config: serde_json::Value| {
        olga.caller.post(&app.dashboard(&format!("/agents/{agent}/config")), config).await.ok();
    };
    let store = app.store().await;
    draft(json!({"system_message": "Tried"})).await;
    save(json!({"system_message": "Another"})).await;
    let kept = store.draft(&app.project.row.id, user_id, &agent).await.unwrap();
    assert_eq!(kept.unwrap().system_message, "Tried", "what is still tried out stays");
    save(json!({"system_message": "Tried"})).await;
    assert!(store.draft(&app.project.row.id, user_id, &agent).await.unwrap().is_none());
    store.close().await;
}

#[tokio::test]
async fn a_reply_given_up_for_dead_leaves_the_count_once() {
    let setup = ScriptedApp::start().await;
    let app = &setup.app;
    let conversation = setup.conversation("openai.gpt-4o").await;
    let question = conversation.say("Hello", None).await;
    let (store, project_id) = (app.store().await, app.project.row.id.clone());
    let id = proficient::ids::MESSAGE.make(clock::now());
    let new = NewReply {
        id: id.clone(),
        project_id: project_id.clone(),
        interaction_id: conversation.id.clone(),
        parent_id: question,
        node_id: "node_gone".to_owned(),
    };
    store.create_reply(new).await.unwrap();
    store.fail_orphans("node_here", clock::now()).await.unwrap();
    let failed = FinishedReply {
        id,
        project_id: project_id.clone(),
        status: MessageStatus::Failed,
        content: String::new(),
        parts: None,
        finish_reason: FinishReason::Error,
        hides_reasoning: false,
        listed: false,
        error: Some(("unavailable", "nothing came".to_owned())),
        provider_error: String::new(),
        model: "openai.gpt-4o".to_owned(),
        input_tokens: None,
        output_tokens: None,
        usage_estimated: false,
        latency_ms: 1,
        time_to_first_token_ms: None,
        cost: None,
        trace: None,
    };
    store.finish_reply(failed.into()).await.unwrap();
    let interaction = store.any_interaction(&project_id, &conversation.id).await.unwrap();
    assert_eq!(interaction.total_message_count, 1);
    let listed = store.conversation(&project_id, &conversation.id).await.unwrap();
    assert_eq!(listed.failed_count, 1);
    store.close().await;
}

#[tokio::test]
async fn ratings_at_the_same_moment_are_counted_as_the_last_one_says() {
    let setup = ScriptedApp::start().await;
    let app = &setup.app;
    let agent = app.agent().await;
    let conversation = app.conversation_with("ada", &agent).await;
    let question = conversation.say("Hello", None).await;
    let reply = conversation.ask(&question).await.ok()["id"].as_str().unwrap().to_owned();
    let path = format!("/messages/{reply}/feedback");
    let ratings = [json!("up"), json!("down"), json!(null)];
    for _ in 0..5 {
        let rated = (0..9).map(|at| conversation.user.post(&path, json!({"rating": ratings[at % 3]})));
        futures_util::future::join_all(rated).await.iter().for_each(|answer| drop(answer.ok()));
        let store = app.store().await;
        let (project_id, id) = (&app.project.row.id, &conversation.id);
        let kept = store.any_message(project_id, &reply).await.unwrap().message.rating;
        let counted = store.conversation(project_id, id).await.unwrap();
        let expected = (i64::from(kept == Rating::Up), i64::from(kept == Rating::Down));
        assert_eq!((counted.up_count, counted.down_count), expected, "{kept}");
        store.close().await;
    }
}
