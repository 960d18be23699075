//! Databases of earlier versions are opened, migrated and written to.

use proficient::store::{OpenError, Store};
use serde_json::json;

use crate::support::binary::{self, Server};
use crate::support::{Caller, Database, http};

/// The commit whose version created a database with a demo project, and a user with one conversation whose
/// reply is rated up.
const EARLIER: &str = "5427c96";

#[tokio::test]
async fn a_database_of_an_earlier_version_is_read_and_goes_on() {
    let database = Database::made_by(EARLIER).await;
    let server = Server::start(&database, &[]);
    let store = Store::open(&database.url, 1).await.unwrap();
    let project = store.projects(10).await.unwrap().remove(0);
    let user = Caller::new(http(), &server.url)
        .with("X-PROFICIENT-API-KEY", &project.publishable_key)
        .with("X-PROFICIENT-USER-EXTERNAL-ID", "fixture-user");

    let interactions = user.get("/interactions").await.ok();
    let interaction = interactions["data"][0]["id"].as_str().unwrap();
    let list = format!("/messages?interaction_id={interaction}");
    let messages = user.get(&list).await.ok();
    assert_eq!(messages["data"][0]["content"], "Hello from the old version");
    assert_eq!(messages["data"][1]["status"], "completed");
    assert_eq!(messages["data"][1]["feedback"], json!({"rating": "up", "comment": "good"}));
    // What is older than parts is one part, and has ended as its status says.
    for (message, finish_reason) in
        [(&messages["data"][0], json!(null)), (&messages["data"][1], json!("stop"))]
    {
        assert_eq!(message["parts"], json!([{"type": "text", "text": message["content"]}]));
        assert_eq!((&message["finish_reason"], &message["client_id"]), (&finish_reason, &json!("")));
    }

    let body = json!({
        "interaction_id": interaction, "content": "And the new one", "parent_id": messages["data"][1]["id"],
    });
    let message = user.post("/messages", body).await.ok();
    let ask = format!("/messages/{}/ask", message["id"].as_str().unwrap());
    let reply = user.post(&ask, json!({"interaction_id": interaction})).await.ok();
    let text = reply["content"].as_str().unwrap();
    assert!(text.contains("And the new one"), "{text}");
    assert_eq!(user.get(&list).await.ok()["data"].as_array().unwrap().len(), 4);
    let rated = format!("/messages/{}/feedback", reply["id"].as_str().unwrap());
    user.post(&rated, json!({"rating": "down"})).await.ok();

    // Earlier analytics are still there.
    let counted = "SELECT CAST(SUM(messages) AS BIGINT) FROM analytics WHERE step = 86400";
    assert_eq!(database.number(counted).await, 2);
    assert_eq!(database.number("SELECT CAST(COUNT(*) AS BIGINT) FROM schema_migrations").await, 10);
    // An older program knows three: it refuses the database, instead of failing when it needs a renamed table.
    assert_eq!(database.number("SELECT CAST(MAX(version) AS BIGINT) FROM _sqlx_migrations").await, 10);
    store.close().await;
}

#[tokio::test]
async fn every_table_of_an_earlier_version_can_be_read() {
    let database = Database::made_by(EARLIER).await;
    let store = Store::open(&database.url, 2).await.unwrap();
    let project = store.projects(10).await.unwrap().remove(0);
    let page = proficient::store::pagination::PageRequest { limit: 100, after: None };
    let agents = store.agents(&project.id, &page).await.unwrap().data;
    let users = store.users(&project.id, None, &page).await.unwrap().data;
    assert_eq!((agents.len(), users.len()), (1, 2));
    assert!(agents[0].active && users.iter().all(|user| user.live_mode));
    assert_eq!(store.versions(&project.id, &agents[0].id, i64::MAX, 10).await.unwrap().data.len(), 1);
    assert_eq!(store.audit(&project.id, &Default::default(), &page).await.unwrap().data.len(), 2);
    assert_eq!(store.keys(&project.id).await.unwrap().len(), 1);
    let conversations = store.conversations(&project.id, &Default::default(), &page).await.unwrap().data;
    assert_eq!(conversations.len(), 2);
    assert_eq!(conversations[0].up_count, 1);
    let messages = store.all_messages(&project.id, &conversations[0].interaction.id, &page).await.unwrap();
    assert_eq!(messages.data[1].model, "demo.small");
    let found = store.search_users(&project.id, "fixt", None, &page).await.unwrap().data;
    assert_eq!(found.len(), 1);
    store.close().await;
}

#[tokio::test]
async fn a_database_of_a_later_version_is_refused_with_a_sentence() {
    let database = Database::create().await;
    Store::open(&database.url, 1).await.unwrap().close().await;
    database
        .run("INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (99, 'x', 'x', 0)")
        .await;
    let refused = Store::open(&database.url, 1).await.unwrap_err();
    assert!(matches!(refused, OpenError::Newer { found: 99, .. }), "{refused}");
    let output = binary::run(&database, &["project", "list"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("a newer version of this program"), "{said}");
}
