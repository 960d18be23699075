//! Analytics: what is counted, when, and how it is shown.

use std::collections::HashSet;
use std::sync::Arc;

use proficient::clock;
use proficient::store::Store;
use proficient::store::messages::{FinishReason, MessageStatus};
use proficient::store::replies::FinishedReply;
use serde_json::{Value, json};

use crate::support::member::Member;
use crate::support::provider::{ScriptedReply, first_events, fixture};
use crate::support::{Conversation, ScriptedApp, TestApp, WireFormat};

const DAY: i64 = 86_400;

/// Moves everything that exists so far one minute into the past.
async fn a_minute_later(app: &TestApp) {
    app.database.run("UPDATE messages SET ended_at = ended_at - 60000000").await;
    app.database.run("UPDATE interactions SET created_at = created_at - 60000000").await;
}

async fn count(app: &TestApp) {
    let store = app.store().await;
    while store.roll_up().await.unwrap() {}
    store.close().await;
}

async fn analytics(olga: &Member, app: &TestApp, query: &str) -> Value {
    olga.caller.get(&app.dashboard(&format!("/analytics?{query}"))).await.ok()
}

/// Returns the named fields of metrics.
fn only(metrics: &Value, fields: &[&str]) -> Vec<i64> {
    fields
        .iter()
        .map(|field| metrics[field].as_i64().unwrap_or_else(|| panic!("{field} of {metrics}")))
        .collect()
}

const COUNTS: [&str; 8] =
    ["interactions", "messages", "replies", "failures", "cancelled", "active_users", "up", "down"];

struct Scenario {
    setup: ScriptedApp,
    olga: Member,
    ada: Conversation,
    reply: String,
    demo: String,
}

impl Scenario {
    fn app(&self) -> &TestApp {
        &self.setup.app
    }

    async fn rate(&self, rating: Value) {
        let path = format!("/messages/{}/feedback", self.reply);
        self.ada.user.post(&path, json!({"rating": rating})).await.ok();
    }
}

/// Ada asks a model; Bob's reply fails and Cy's is cancelled; Tess is a test user. Everything has been
/// counted.
async fn scenario() -> Scenario {
    let setup = ScriptedApp::start().await;
    let app = &setup.app;
    let olga = app.operator().await;
    let ada = setup.conversation_with(json!({"model": "openai.gpt-4o", "name": "Sales"})).await;
    setup.provider.reply_with(ScriptedReply::stream(&fixture("openai/plain.sse")));
    let question = ada.say("Hello", None).await;
    let reply = ada.ask(&question).await.ok()["id"].as_str().unwrap().to_owned();
    let scenario = Scenario {
        demo: app
            .agent_with(json!({"name": "Demo", "greeting_message": "Hi!", "initial_turn": "agent"}))
            .await,
        setup,
        olga,
        ada,
        reply,
    };
    scenario.rate(json!("up")).await;
    let (setup, app) = (&scenario.setup, scenario.app());

    let broken = app.agent_with(json!({"model": "nobody.x", "name": "Broken"})).await;
    let bob = app.conversation_with("bob", &broken).await;
    let failing = bob.say("Hello", None).await;
    assert_eq!(bob.ask(&failing).await.status, 503);
    assert_eq!(bob.ask(&failing).await.status, 503);

    setup
        .provider
        .reply_with(ScriptedReply::stream(first_events(&fixture("openai/plain.sse"), 3)).then_silence());
    let cy = app.conversation_with("cy", &scenario.ada.agent_id).await;
    let asked = cy.say("Hello", None).await;
    let (answer, ()) = tokio::join!(cy.ask(&asked), async {
        let id = cy.reply_in_progress().await;
        cy.cancel(&id).await.ok();
    });
    assert_eq!(answer.ok()["status"], "cancelled");

    app.admin().post("/users", json!({"external_id": "tess", "live_mode": false})).await.ok();
    let tess = app.conversation_with("tess", &scenario.demo).await;
    let said = tess.say("Hello", None).await;
    tess.ask(&said).await.ok();
    a_minute_later(app).await;
    count(app).await;
    scenario
}

#[tokio::test]
async fn every_turn_is_counted_once_and_as_it_ended() {
    let scenario = scenario().await;
    let (app, olga) = (scenario.app(), &scenario.olga);
    let found = analytics(olga, app, "").await;
    assert_eq!(only(&found["totals"], &COUNTS), [3, 3, 4, 2, 1, 3, 1, 0], "{found}");
    let reply =
        olga.caller.get(&app.dashboard(&format!("/interactions/{}/messages", scenario.ada.id))).await.ok();
    let usage = &reply["data"][1]["usage"];
    let sales = &found["agents"][0];
    assert_eq!((&sales["name"], &sales["agent_id"]), (&json!("Sales"), &json!(scenario.ada.agent_id)));
    assert_eq!(only(sales, &COUNTS), [2, 2, 2, 0, 1, 2, 1, 0]);
    assert!(sales["input_tokens"].as_i64() >= usage["input_tokens"].as_i64(), "{sales} {usage}");
    assert!(sales["ttft_p50_ms"].is_i64() && sales["ttft_p95_ms"].is_i64());
    assert!(sales["cost"].as_f64().unwrap() > 0.0);
    let broken = &found["agents"][1];
    assert_eq!(only(broken, &COUNTS), [1, 1, 2, 2, 0, 1, 0, 0], "{broken}");
    assert_eq!(broken["ttft_p50_ms"], Value::Null);
    let models: Vec<_> = found["models"].as_array().unwrap().iter().map(|row| &row["model"]).collect();
    assert!(models.contains(&&json!("openai.gpt-4o")), "{models:?}");

    let test = analytics(olga, app, "live_mode=false").await;
    assert_eq!(only(&test["totals"], &COUNTS), [1, 1, 1, 0, 0, 1, 0, 0], "a greeting is no reply");
    let all = analytics(olga, app, "live_mode=all").await;
    assert_eq!(only(&all["totals"], &COUNTS), [4, 4, 5, 2, 1, 4, 1, 0]);
    let one = analytics(olga, app, &format!("agent_id={}", scenario.ada.agent_id)).await;
    assert_eq!(only(&one["totals"], &COUNTS), [2, 2, 2, 0, 1, 2, 1, 0]);
    let model = analytics(olga, app, "model=openai.gpt-4o").await;
    assert_eq!(only(&model["totals"], &COUNTS), [0, 0, 2, 0, 1, 0, 1, 0]);

    // Counting again, even on two nodes at once, counts nothing twice.
    let (a, b) = (app.store().await, app.store().await);
    let _both = tokio::join!(a.roll_up(), b.roll_up());
    assert_eq!(analytics(olga, app, "").await["totals"], found["totals"]);
}

#[tokio::test]
async fn series_have_every_step() {
    let scenario = scenario().await;
    let (app, olga) = (scenario.app(), &scenario.olga);
    let now = clock::millis(clock::now());
    let days = analytics(olga, app, "").await;
    let series = days["series"].as_array().unwrap();
    assert_eq!(series.len(), 31, "the day that it was 30 days ago, and today");
    assert_eq!(days["from"].as_i64().unwrap() % (DAY * 1_000), 0);
    let starts: Vec<i64> = series.iter().map(|step| step["start"].as_i64().unwrap()).collect();
    assert!(starts.windows(2).all(|pair| pair[1] - pair[0] == DAY * 1_000));
    assert_eq!(starts[0], days["from"].as_i64().unwrap());
    assert_eq!(starts[30] + DAY * 1_000, days["to"].as_i64().unwrap());
    let sum: i64 = series.iter().map(|step| step["replies"].as_i64().unwrap()).sum();
    assert_eq!(sum, 4);
    assert!(now - days["counted_until"].as_i64().unwrap() < 60_000);

    let from = now - 5 * 3_600_000;
    let hours = analytics(olga, app, &format!("step=hour&from={from}&to={now}")).await;
    assert_eq!(hours["series"].as_array().unwrap().len(), 6);
    assert_eq!(hours["totals"], days["totals"]);

    for (query, field) in [
        ("step=week".to_owned(), "step"),
        ("from=x".to_owned(), "from"),
        (format!("from={now}&to={from}"), "from"),
        ("from=-1".to_owned(), "from"),
        ("from=0".to_owned(), "at most 1098 days"),
        (format!("step=hour&from={}&to={now}", now - 40 * DAY * 1_000), "at most 744 hours"),
        (format!("step=hour&from={}&to={}", now - 100 * DAY * 1_000, now - 99 * DAY * 1_000), "90 days"),
        ("live_mode=x".to_owned(), "live_mode"),
        ("to=9223372036854775807".to_owned(), "to"),
    ] {
        let message = olga.caller.get(&app.dashboard(&format!("/analytics?{query}"))).await.invalid();
        assert!(message.contains(field), "{query}: {message}");
    }
}

#[tokio::test]
async fn ratings_change_what_is_counted() {
    let scenario = scenario().await;
    let (app, olga) = (scenario.app(), &scenario.olga);
    let before = analytics(olga, app, "").await["totals"].clone();
    for (rating, up, down) in
        [(json!("down"), 0, 1), (json!("down"), 0, 1), (json!(null), 0, 0), (json!("up"), 1, 0)]
    {
        scenario.rate(rating).await;
        let totals = analytics(olga, app, "").await["totals"].clone();
        assert_eq!(only(&totals, &["up", "down", "replies"]), [up, down, 4]);
    }
    assert_eq!(analytics(olga, app, "").await["totals"], before);
}

#[tokio::test]
async fn what_is_deleted_stays_counted() {
    let scenario = scenario().await;
    let (app, olga) = (scenario.app(), &scenario.olga);
    let before = analytics(olga, app, "").await["totals"].clone();
    let users = app.admin().get("/users").await.ok();
    for user in users["data"].as_array().unwrap() {
        app.admin().delete(&format!("/users/{}", user["id"].as_str().unwrap())).await.ok();
    }
    app.admin().delete(&format!("/agents/{}", scenario.ada.agent_id)).await.ok();
    count(app).await;
    let after = analytics(olga, app, "").await;
    assert_eq!(after["totals"], before);
    assert_eq!(after["agents"][0]["name"], "Sales", "as it was called");
    let another = app.another_project().await;
    let path = format!("/dashboard/api/projects/{}/analytics", another.row.id);
    let other = olga.caller.get(&path).await.ok();
    assert_eq!(only(&other["totals"], &COUNTS), [0; 8], "of this project only");
    assert_eq!(other["agents"], json!([]));
}

#[tokio::test]
async fn a_reply_that_was_given_up_and_yet_ends_is_counted_as_it_ended() {
    let scenario = scenario().await;
    let (app, olga) = (scenario.app(), &scenario.olga);
    let before = analytics(olga, app, "").await["totals"].clone();
    app.database
        .change(
            "UPDATE messages SET status = 'in_progress', ended_at = NULL, model = '', cost = NULL,
                input_tokens = NULL, output_tokens = NULL, time_to_first_token_ms = NULL, rating = ''
             WHERE id = $1",
            &scenario.reply,
        )
        .await;
    let at = clock::now() - 60_000_000;
    app.database
        .run(&format!(
            "UPDATE messages SET status = 'failed', ended_at = {at} WHERE status = 'in_progress';
             UPDATE analytics_progress SET counted = {} WHERE id = 1",
            at - 1
        ))
        .await;
    count(app).await;
    let totals = analytics(olga, app, "").await["totals"].clone();
    let names = ["replies", "failures", "unpriced"];
    let [replies, failures, unpriced] = only(&before, &names)[..] else { panic!() };
    assert_eq!(only(&totals, &names), [replies + 1, failures + 1, unpriced], "{totals}");

    let end = Arc::new(FinishedReply {
        id: scenario.reply.clone(),
        project_id: app.project.row.id.clone(),
        status: MessageStatus::Completed,
        content: "At last".into(),
        parts: None,
        finish_reason: FinishReason::Length,
        hides_reasoning: false,
        listed: true,
        error: None,
        provider_error: String::new(),
        model: "openai.late".into(),
        input_tokens: Some(7),
        output_tokens: Some(5),
        usage_estimated: false,
        latency_ms: 30_000,
        time_to_first_token_ms: Some(20_000),
        cost: None,
        trace: None,
    });
    let store = app.store().await;
    store.finish_reply(Arc::clone(&end)).await.unwrap();
    store.finish_reply(end).await.unwrap();
    count(app).await;
    let late = analytics(olga, app, "model=openai.late").await["totals"].clone();
    assert_eq!(only(&late, &["replies", "failures", "unpriced", "input_tokens"]), [1, 0, 1, 7]);
    assert_eq!(only(&late, &["cut_by_length", "cut_by_filter"]), [1, 0]);
    assert!((18_750..=21_250).contains(&late["ttft_p50_ms"].as_i64().unwrap()), "{late}");
    let totals = analytics(olga, app, "").await["totals"].clone();
    assert_eq!(only(&totals, &names), [replies + 1, failures, unpriced + 1]);
}

/// Adds copies of Ada's question and reply that end at `ended_at`, an SQL expression of the copy's number
/// `n`.
async fn copies(scenario: &Scenario, sent_by: &str, how_many: i64, ended_at: &str, took: &str) {
    scenario
        .app()
        .database
        .run(&format!(
            "INSERT INTO messages (id, interaction_id, parent_id, depth, sent_by, status, content, created_at,
                ended_at, model, time_to_first_token_ms, input_tokens, output_tokens, cost)
             WITH RECURSIVE numbers (n) AS (
                SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < {how_many})
             SELECT 'copy_{sent_by}_' || n || '_' || m.id, m.interaction_id, m.parent_id, m.depth, m.sent_by,
                m.status, '', m.created_at, {ended_at}, m.model, {took}, 1, 2, 3
             FROM numbers CROSS JOIN messages m WHERE m.id IN ('{}') AND m.sent_by = '{sent_by}'",
            scenario.reply
        ))
        .await;
}

#[tokio::test]
async fn numbers_beyond_all_reason_do_not_stop_the_rollup() {
    let scenario = scenario().await;
    let (app, olga) = (scenario.app(), &scenario.olga);
    copies(&scenario, "agent", 3, &format!("{}", clock::now() - 50_000_000), "n").await;
    app.database
        .run(
            "UPDATE messages SET input_tokens = 9223372036854775807, output_tokens = 9223372036854775807,
                cost = 9223372036854775807 WHERE id LIKE 'copy_%'",
        )
        .await;
    count(app).await;
    let totals = analytics(olga, app, "").await["totals"].clone();
    assert_eq!(totals["replies"], 7, "{totals}");
}

#[tokio::test]
async fn many_are_counted_in_batches_by_several_nodes_also_after_a_crash() {
    let scenario = scenario().await;
    let (app, olga) = (scenario.app(), &scenario.olga);
    // 1,300 messages with 4 different end times: more of the same time than fit into a batch.
    let at = clock::now() - 50_000_000;
    copies(&scenario, "agent", 1_300, &format!("{at} + n % 4"), "n").await;
    let counted = app.database.number("SELECT counted FROM analytics_progress WHERE id = 1").await;
    // A node that cannot write all of a batch writes nothing.
    app.database.run("ALTER TABLE analytics_times RENAME TO away").await;
    let store = app.store().await;
    store.roll_up().await.unwrap_err();
    assert_eq!(app.database.number("SELECT counted FROM analytics_progress WHERE id = 1").await, counted);
    app.database.run("ALTER TABLE away RENAME TO analytics_times").await;
    let nodes = [app.store().await, app.store().await, app.store().await, app.store().await];
    let all = nodes.iter().map(async |store: &Store| {
        for _ in 0..10 {
            // On SQLite, one process may block another; then counting is tried again.
            let _more = store.roll_up().await;
        }
    });
    futures_util::future::join_all(all).await;
    count(app).await;
    let totals = analytics(olga, app, "").await["totals"].clone();
    assert_eq!(only(&totals, &["replies", "failures"]), [1_304, 2]);
    // The percentiles of 1 to 1,300 ms and two more times.
    let (p50, p95) = (totals["ttft_p50_ms"].as_i64().unwrap(), totals["ttft_p95_ms"].as_i64().unwrap());
    assert!((609..=691).contains(&p50) && (1_157..=1_312).contains(&p95), "{p50} {p95}");
}

#[tokio::test]
async fn users_are_counted_once_in_any_range() {
    let scenario = scenario().await;
    let app = scenario.app();
    let today = clock::now() / 1_000_000 / DAY;
    // Users and the interval in days at which they wrote during the last 100 days.
    let writers: [(&str, i64); 5] = [("u1", 1), ("u2", 7), ("u3", 13), ("u4", 31), ("u5", 77)];
    let mut said: Vec<(i64, &str)> = Vec::new();
    for (name, every) in writers {
        let conversation = app.conversation_with(name, &scenario.demo).await;
        conversation.say("Hello", None).await;
        for day in (1..=100).filter(|day| day % every == 0) {
            said.push((today - day, name));
            let at = (today - day) * DAY * 1_000_000 + 43_200_000_000;
            app.database
                .run(&format!(
                    "INSERT INTO messages (id, interaction_id, depth, sent_by, status, content, created_at, ended_at)
                     VALUES ('u_{name}_{day}', '{}', 0, 'user', 'completed', '', {at}, {at})",
                    conversation.id
                ))
                .await;
        }
    }
    app.database.run("UPDATE analytics_progress SET counted = 0 WHERE id = 1").await;
    for table in ["analytics", "analytics_times", "analytics_users"] {
        app.database.run(&format!("DELETE FROM {table}")).await;
    }
    app.database.run("UPDATE analytics_progress SET counted = 0 WHERE id = 2").await;
    count(app).await;
    for (from, to) in [(100, 1), (100, 70), (60, 20), (28, 1), (14, 7), (90, 2), (77, 76), (40, 39), (57, 28)]
    {
        let expected: HashSet<&str> = said
            .iter()
            .filter(|(day, _)| (today - from..today - to).contains(day))
            .map(|(_, name)| *name)
            .collect();
        let query = format!(
            "from={}&to={}&agent_id={}",
            (today - from) * DAY * 1_000,
            (today - to) * DAY * 1_000,
            scenario.demo
        );
        let of_agent = analytics(&scenario.olga, app, &query).await;
        assert_eq!(of_agent["totals"]["active_users"], expected.len(), "{from} to {to}");
        let all = analytics(&scenario.olga, app, query.split("&agent_id").next().unwrap()).await;
        assert_eq!(all["totals"]["active_users"], expected.len(), "{from} to {to}");
        for step in all["series"].as_array().unwrap() {
            let day = step["start"].as_i64().unwrap() / 1_000 / DAY;
            let active = said.iter().filter(|(at, _)| *at == day).count();
            assert_eq!(step["active_users"], active, "{from} to {to}: {day}");
        }
    }

    // Hours are deleted after 90 days, days are kept. The server's own job may have deleted some already.
    let store = app.store().await;
    let old = (today - 90) * 24;
    let hours =
        format!("SELECT CAST(COUNT(*) AS BIGINT) FROM analytics_users WHERE step = 3600 AND start < {old}");
    while store.forget_an_hour().await.unwrap() {}
    assert_eq!(app.database.number(&hours).await, 0);
    let kept = "SELECT CAST(COUNT(*) AS BIGINT) FROM analytics WHERE step = 86400";
    assert!(app.database.number(kept).await >= 100);
    let query = format!("from={}&to={}", (today - 100) * DAY * 1_000, (today - 1) * DAY * 1_000);
    assert_eq!(analytics(&scenario.olga, app, &query).await["totals"]["active_users"], 5);
}

#[tokio::test]
async fn csv_contains_no_formulas() {
    let scenario = scenario().await;
    let (app, olga) = (scenario.app(), &scenario.olga);
    let path = format!("/agents/{}", scenario.ada.agent_id);
    let evil = "=HYPERLINK(\"https://evil.example\"), \"x\"\nnext";
    app.admin().post(&path, json!({"name": evil})).await.ok();
    let get = async |query: &str| olga.caller.get(&app.dashboard(&format!("/analytics.csv?{query}"))).await;
    let answer = get("by=agent").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"analytics-by-agent.csv\"");
    let rows = read(&answer.text);
    assert_eq!(rows[0][..5], ["agent_id", "agent", "interactions", "messages", "replies"]);
    assert_eq!(rows[1][..5], [&scenario.ada.agent_id, &format!("'{evil}"), "2", "2", "2"]);

    let rows = read(&get("").await.text);
    assert_eq!(rows.len(), 32);
    assert_eq!(rows[0][0], "start");
    assert!(rows[1][0].ends_with("T00:00:00Z"), "{}", rows[1][0]);
    let total: i64 = rows[1..].iter().map(|row| row[3].parse::<i64>().unwrap()).sum();
    assert_eq!(total, 4);
    let rows = read(&get("by=model&live_mode=all").await.text);
    assert!(rows.iter().any(|row| row[0] == "openai.gpt-4o" && row[3] == "2"), "{rows:?}");
    assert!(get("by=user").await.invalid().contains("by:"));
}

fn read(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn former_addresses_redirect_with_their_query() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    for (former, current) in [
        ("/figures", "/analytics"),
        ("/figures?step=hour&live_mode=all", "/analytics?step=hour&live_mode=all"),
        ("/figures.csv?by=agent", "/analytics.csv?by=agent"),
    ] {
        let response = client.get(format!("{}{}", app.url, app.dashboard(former))).send().await.unwrap();
        assert_eq!(response.status(), 308, "{former}");
        assert_eq!(response.headers()["location"], app.dashboard(current).as_str());
        let followed = olga.caller.get(&app.dashboard(former)).await;
        assert_eq!(followed.status, 200, "{former}: {}", followed.text);
    }
    assert!(!proficient::dashboard::router::document().contains("figures"));
}

#[tokio::test]
async fn prices_are_those_of_the_settings() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let prices = olga.caller.get(&app.dashboard("/prices")).await.ok();
    let price = |model: &str| {
        prices["data"].as_array().unwrap().iter().find(|price| price["model"] == model).cloned()
    };
    assert_eq!(
        price("openai.gpt-4o"),
        Some(json!({"model": "openai.gpt-4o", "input": 2.5, "output": 10.0, "source": "server"}))
    );
    assert_eq!(
        price("local."),
        Some(json!({"model": "local.", "input": 0.0, "output": 0.0, "source": "server"}))
    );
}

#[tokio::test]
async fn a_project_sets_prices_of_its_own_for_later_replies() {
    let setup = ScriptedApp::start().await;
    let app = &setup.app;
    let olga = app.operator().await;
    let path = app.dashboard("/prices");
    let conversation = setup.conversation("house.big").await;
    let cost = async || {
        let question = conversation.say("Hello", None).await;
        setup.provider.reply_with(WireFormat::Compatible.reply());
        let reply = conversation.ask(&question).await.ok()["id"].clone();
        let list = app.dashboard(&format!("/interactions/{}/messages", conversation.id));
        let listed = olga.caller.get(&list).await.ok();
        let found = listed["data"].as_array().unwrap().iter().find(|message| message["id"] == reply);
        let found = found.unwrap().clone();
        let tokens = |field: &str| found["usage"][field].as_f64().unwrap();
        (found["cost"].as_f64(), tokens("input_tokens"), tokens("output_tokens"))
    };
    assert_eq!(cost().await.0, None);
    let set = async |body: Value| olga.caller.post(&path, body).await;
    let listed = set(json!({"model": "house.", "input": 1, "output": 2})).await.ok();
    let own: Vec<&Value> =
        listed["data"].as_array().unwrap().iter().filter(|price| price["source"] == "project").collect();
    assert_eq!(own, [&json!({"model": "house.", "input": 1.0, "output": 2.0, "source": "project"})]);
    let near = |(cost, input, output): (Option<f64>, f64, f64), price: f64| {
        let expected = (input * price + output * 2.0 * price) / 1e6;
        assert!((cost.unwrap() - expected).abs() < 1e-9, "{cost:?} {expected}");
    };
    near(cost().await, 1.0);
    set(json!({"model": "house.big", "input": 10, "output": 20})).await.ok();
    near(cost().await, 10.0);
    set(json!({"model": "house.big"})).await.ok();
    near(cost().await, 1.0);
    set(json!({"model": "house."})).await.ok();
    assert_eq!(cost().await.0, None);

    for (body, field) in [
        (json!({"model": "house", "input": 1, "output": 1}), "model: "),
        (json!({"model": "house.x", "input": -1, "output": 1}), "input: "),
        (json!({"model": "house.x", "input": 1}), "output: "),
        (json!({"model": "house.x", "input": 1, "output": 1e9}), "output: "),
    ] {
        let message = set(body).await.error(400, "invalid_request");
        assert!(message.starts_with(field), "{message}");
    }
    let viewer = app.member(&olga, "viewer").await;
    viewer.caller.post(&path, json!({"model": "house.x"})).await.error(403, "forbidden");
    let actions: Vec<String> = app.audit().await.into_iter().map(|entry| entry.action).collect();
    assert_eq!(actions.iter().filter(|action| action.starts_with("price.")).count(), 4);
}
