//! What goes wrong at a provider: always `503 unavailable`, never the provider's own words. What was heard before is kept,
//! in a message that has failed.

use std::net::TcpListener;

use proficient::config::{Connection, ConnectionKind};
use serde_json::json;

use super::{KEY, Kind, REPLY, Setup, assert_count, interaction, reply_to};
use crate::support::provider::{Reply, first_events, fixture};
use crate::support::{Answer, Conversation};

/// Something that a caller must never read: keys, addresses, what the provider or the network says.
const SECRET: [&str; 17] = [
    KEY,
    "key-0123",
    "sk-",
    "http:",
    "127.0.0.1",
    "localhost",
    "serde",
    "reqwest",
    "hyper",
    "XYZZY",
    "verloaded",
    "html",
    "engine",
    "runner",
    "crashed",
    "gpt-4o",
    "claude",
];

/// Asks; the failure must be told in our words. Nothing was heard, so the conversation shows nothing of it.
pub(super) async fn ask_in_vain(conversation: &Conversation, asked: &str, says: &str, what: &str) -> Answer {
    ask_with_a_failure(conversation, asked, says, "", what).await
}

/// Asks; the failure must be told in our words, and what was heard before it be kept.
pub(super) async fn ask_with_a_failure(
    conversation: &Conversation,
    asked: &str,
    says: &str,
    keeps: &str,
    what: &str,
) -> Answer {
    let before = conversation.messages().await.len();
    let answer = conversation.ask(asked).await;
    assert_eq!(answer.status, 503, "{what}: {}", answer.text);
    let message = answer.error(503, "unavailable");
    assert!(message.contains(says), "{what}: {message}");
    for secret in SECRET {
        assert!(!message.to_lowercase().contains(&secret.to_lowercase()), "{what}: {message}");
    }
    let (listed, interaction) = (conversation.messages().await, interaction(conversation).await);
    assert_count(conversation, &listed, &interaction, before + usize::from(!keeps.is_empty()));
    if !keeps.is_empty() {
        let failed = &listed[before];
        assert_eq!((&failed["status"], &failed["content"]), (&json!("failed"), &json!(keeps)), "{what}");
        assert_eq!(failed["parent_id"], asked, "{what}");
    }
    answer
}

/// A reply that fails, how often it is asked for, and what the caller reads then.
struct Case {
    what: &'static str,
    reply: Reply,
    requests: usize,
    says: &'static str,
    /// What it says before it fails.
    keeps: &'static str,
}

fn cases(kind: Kind) -> Vec<Case> {
    let status = |status: u16| {
        let error =
            json!({"error": {"message": format!("XYZZY says: bad key {KEY}"), "type": "x", "code": "y"}});
        Reply::error(status, &error)
    };
    let plain = kind.fixture("plain");
    let nothing = first_events(&plain, kind.events_before_text());
    let some = first_events(&plain, kind.events_before_text() + 2);
    let error = kind.fixture("error");
    let (once, twice) = (1, 2);
    let table = [
        ("400", status(400), once, "refuses the request"),
        ("401", status(401), once, "refuses the key"),
        ("403", status(403), once, "refuses the key"),
        ("404", status(404), once, "refuses the request"),
        ("422", status(422), once, "refuses the request"),
        ("408", status(408), twice, "provider failed"),
        ("429", status(429), twice, "rate-limiting"),
        ("500", status(500), twice, "provider failed"),
        ("503", status(503), twice, "provider failed"),
        ("529", status(529), twice, "provider failed"),
        ("a redirect", status(302).header("Location", "/elsewhere"), once, "refuses the request"),
        ("an error in HTML", Reply::with(502, "text/html", "<html>XYZZY</html>"), twice, "provider failed"),
        ("no answer", Reply::hang_up(), twice, "cannot be reached"),
        ("HTML", Reply::with(200, "text/html", "<html>XYZZY\n\nLog in</html>"), twice, "invalid response"),
        (
            "JSON",
            Reply::error(200, &json!({"choices": [{"message": {"content": "XYZZY"}}]})),
            twice,
            "invalid response",
        ),
        ("an empty body", Reply::stream(""), twice, "invalid response"),
        ("broken JSON", Reply::stream(&broken(kind)), twice, "invalid response"),
        ("cut off before the first word", Reply::stream(nothing).then_cut(), twice, "broke off"),
        ("ended before the first word", Reply::stream(nothing), twice, "invalid response"),
        (
            "an error before the first word",
            Reply::stream(&format!("{nothing}{}", last_event(&error))),
            twice,
            "provider failed",
        ),
        ("an empty reply", Reply::stream(&kind.fixture("empty")), twice, "reply is empty"),
        ("cut off in the middle", Reply::stream(some).then_cut(), once, "broke off"),
        (
            "cut off inside of an event",
            Reply::stream(&plain[..some.len() + 30]).then_cut(),
            once,
            "broke off",
        ),
        ("ended in the middle", Reply::stream(some), once, "broke off"),
        ("an error in the middle", Reply::stream(&error), once, "provider failed"),
        (
            "broken JSON in the middle",
            Reply::stream(&format!("{some}{}", broken(kind))),
            once,
            "invalid response",
        ),
    ];
    let case = |(what, reply, requests, says): (&'static str, Reply, usize, &'static str)| {
        let keeps = match what {
            "an error in the middle" => kind.says_before_its_error(),
            _ if what.contains("middle") || what.contains("inside") => kind.says_in_two_events(),
            _ => "",
        };
        Case { what, reply, requests, says, keeps }
    };
    table.into_iter().map(case).collect()
}

/// An event whose data is not JSON.
fn broken(kind: Kind) -> String {
    let delta = kind.delta("XYZZY");
    format!("{}\n\n", &delta[..delta.len() - 5])
}

/// The error of an `error.sse`.
fn last_event(stream: &str) -> String {
    let lines = stream.replace("\r\n", "\n");
    let event = lines.trim_end().rsplit("\n\n").find(|event| event.contains("rror")).unwrap();
    format!("{event}\n\n")
}

impl Kind {
    /// The text of the first two events that have one, of its `plain.sse`.
    fn says_in_two_events(self) -> &'static str {
        if self == Self::Gemini { "Grüße, Ada! 你好" } else { "Grüße" }
    }

    /// The text of its `error.sse`.
    fn says_before_its_error(self) -> &'static str {
        if self == Self::Gemini { "Grüße, Ada! 你好" } else { "Grüße, Ada!" }
    }
}

/// Every case: once in vain with only that stored, and then asking again works.
async fn fails_and_recovers(kind: Kind) {
    let setup = Setup::start().await;
    let agent_id = setup.app.agent_with(json!({"model": kind.full_model()})).await;
    let mut requests = 0;
    for case in cases(kind) {
        let conversation = setup.app.conversation_with("ada", &agent_id).await;
        let asked = conversation.say("Hello", None).await;
        for _ in 0..case.requests {
            setup.provider.will(case.reply.clone());
        }
        ask_with_a_failure(&conversation, &asked, case.says, case.keeps, case.what).await;
        requests += case.requests;
        assert_eq!((setup.provider.count(), setup.provider.unused()), (requests, 0), "{}", case.what);

        setup.provider.will(kind.reply());
        assert_eq!(reply_to(&conversation, &asked).await.1, REPLY, "{}", case.what);
        requests += 1;
        assert_eq!(setup.provider.count(), requests, "{}", case.what);
    }
}

#[tokio::test]
async fn failures_of_openai_are_told_and_asking_again_works() {
    fails_and_recovers(Kind::Openai).await;
}

#[tokio::test]
async fn failures_of_anthropic_are_told_and_asking_again_works() {
    fails_and_recovers(Kind::Anthropic).await;
}

#[tokio::test]
async fn failures_of_gemini_are_told_and_asking_again_works() {
    fails_and_recovers(Kind::Gemini).await;
}

#[tokio::test]
async fn failures_of_a_compatible_server_are_told_and_asking_again_works() {
    fails_and_recovers(Kind::House).await;
}

#[tokio::test]
async fn the_errors_of_every_compatible_server_are_understood_in_mid_stream() {
    let setup = Setup::start().await;
    for (stream, says) in [
        ("ollama/error", "provider failed"),
        ("llama_cpp/error", "provider failed"),
        ("llama_cpp/error-field", "broke off"),
        ("vllm/error", "provider failed"),
        ("lm_studio/error", "provider failed"),
    ] {
        let conversation = setup.conversation("house.llama3.2:1b").await;
        let asked = conversation.say("Hello", None).await;
        setup.provider.will(Reply::stream(&fixture(&format!("{stream}.sse"))));
        ask_with_a_failure(&conversation, &asked, says, "Grüße, Ada!", stream).await;
    }
    assert_eq!((setup.provider.count(), setup.provider.unused()), (5, 0));
}

#[tokio::test]
async fn a_message_that_the_provider_blocks_is_no_outage() {
    let setup = Setup::start().await;
    let conversation = setup.conversation("gemini.gemini-2.5-flash").await;
    let asked = conversation.say("Hello", None).await;
    let blocked = Reply::stream(&fixture("gemini/blocked.sse"));
    setup.provider.will(blocked.clone()).will(blocked);
    ask_in_vain(&conversation, &asked, "reply is empty", "blocked").await;
}

#[tokio::test]
async fn what_passes_is_tried_again_within_bounds() {
    let setup = Setup::start_with(|config| config.models.retries = 2).await;
    let conversation = setup.conversation("openai.gpt-4o").await;
    let plain = Kind::Openai.fixture("plain");
    let passing = [
        Reply::error(500, &json!({})),
        Reply::error(503, &json!({})),
        Reply::error(429, &json!({})),
        Reply::error(429, &json!({})).header("Retry-After", "0"),
        Reply::hang_up(),
        Reply::stream(first_events(&plain, 1)).then_cut(),
        Reply::with(200, "text/html", "<html>"),
    ];
    for pair in passing.windows(2) {
        let asked = conversation.say("Hello", None).await;
        setup.provider.will(pair[0].clone()).will(pair[1].clone()).will(Kind::Openai.reply());
        assert_eq!(reply_to(&conversation, &asked).await.1, REPLY, "{pair:?}");
        assert_eq!(setup.provider.unused(), 0);
    }

    let (before, conversation) = (setup.provider.count(), setup.conversation("openai.gpt-4o").await);
    let asked = conversation.say("Hello", None).await;
    for reply in &passing[..3] {
        setup.provider.will(reply.clone());
    }
    ask_in_vain(&conversation, &asked, "rate-limiting", "three in a row").await;
    assert_eq!(setup.provider.count(), before + 3, "never more than retries + 1 requests");
}

#[tokio::test]
async fn no_retries_means_one_request() {
    let setup = Setup::start_with(|config| config.models.retries = 0).await;
    let conversation = setup.conversation("openai.gpt-4o").await;
    let asked = conversation.say("Hello", None).await;
    setup.provider.will(Reply::error(500, &json!({})));
    ask_in_vain(&conversation, &asked, "provider failed", "500").await;
    assert_eq!(setup.provider.count(), 1);
}

#[tokio::test]
async fn a_provider_that_nobody_answers_for_cannot_be_reached() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = Some(format!("http://{}/v1", nobody.local_addr().unwrap()));
    drop(nobody);
    let setup = Setup::start_with(|config| {
        let connection = Connection {
            base_url,
            api_key: Some(KEY.into()),
            ..Connection::of(ConnectionKind::OpenaiCompatible)
        };
        config.connections.insert("gone".into(), connection);
    })
    .await;
    let conversation = setup.conversation("gone.smollm2").await;
    let asked = conversation.say("Hello", None).await;
    ask_in_vain(&conversation, &asked, "cannot be reached", "refused").await;
}

#[tokio::test]
async fn without_a_connection_for_the_model_nobody_answers_in_its_place() {
    let setup = Setup::start().await;
    for model in ["nowhere.gpt-4o", "Demo.test", "house-2.x", "demo-2.x"] {
        let conversation = setup.conversation(model).await;
        let asked = conversation.say("Hello", None).await;
        ask_in_vain(&conversation, &asked, "no connection", model).await;

        // It is enough to name a model that is connected.
        let config = format!("/agents/{}/config", conversation.agent_id);
        setup.app.admin().post(&config, json!({"model": "house.x"})).await.ok();
        setup.provider.will(Kind::House.reply());
        assert_eq!(reply_to(&conversation, &asked).await.1, REPLY);
    }
}

#[tokio::test]
async fn an_endless_reply_is_stopped() {
    let setup = Setup::start_with(|config| config.models.max_reply_bytes = 10_000).await;
    for (turn, kind) in super::KINDS.into_iter().enumerate() {
        let conversation = setup.conversation(&kind.full_model()).await;
        let asked = conversation.say("Hello", None).await;
        let plain = kind.fixture("plain");
        let beginning = first_events(&plain, kind.events_before_text());
        setup.provider.will(Reply::stream(beginning).then_forever(&kind.delta("more and more ")));
        // As much of it is kept as fits.
        let keeps = "more and more ".repeat(10_000 / 14);
        ask_with_a_failure(&conversation, &asked, "too long", &keeps, "endless").await;
        setup.provider.left(turn + 1).await;
    }
    assert_eq!(setup.provider.count(), 4);
}
