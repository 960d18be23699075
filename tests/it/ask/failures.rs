//! Failures of providers: always `503 unavailable`, never the provider's own message. Text that arrived
//! before is kept, in a failed message.

use std::net::TcpListener;

use proficient::config::{Connection, ConnectionKind};
use serde_json::json;

use super::{KEY, REPLY, ScriptedApp, WireFormat, assert_count, interaction, reply_to};
use crate::support::provider::{ScriptedReply, first_events, fixture};
use crate::support::{Conversation, Response};

/// What a caller must never see: keys, addresses, messages of the provider or the network.
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

/// Asks. The error must be our own message. There was no text, so the conversation does not show the reply.
pub(super) async fn ask_in_vain(
    conversation: &Conversation,
    question: &str,
    says: &str,
    what: &str,
) -> Response {
    ask_with_a_failure(conversation, question, says, "", what).await
}

/// Asks. The error must be our own message, and the text before the failure must be kept.
pub(super) async fn ask_with_a_failure(
    conversation: &Conversation,
    question: &str,
    says: &str,
    keeps: &str,
    what: &str,
) -> Response {
    let before = conversation.messages().await.len();
    let answer = conversation.ask(question).await;
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
        assert_eq!(failed["parent_id"], question, "{what}");
    }
    answer
}

/// A reply that fails, how often the provider is asked, and what the caller gets.
struct Case {
    what: &'static str,
    reply: ScriptedReply,
    requests: usize,
    says: &'static str,
    /// The text before the failure.
    keeps: &'static str,
}

fn cases(format: WireFormat) -> Vec<Case> {
    let status = |status: u16| {
        let error =
            json!({"error": {"message": format!("XYZZY says: bad key {KEY}"), "type": "x", "code": "y"}});
        ScriptedReply::error(status, &error)
    };
    let plain = format.fixture("plain");
    let nothing = first_events(&plain, format.events_before_text());
    let some = first_events(&plain, format.events_before_text() + 2);
    let error = format.fixture("error");
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
        (
            "an error in HTML",
            ScriptedReply::with(502, "text/html", "<html>XYZZY</html>"),
            twice,
            "provider failed",
        ),
        ("no answer", ScriptedReply::hang_up(), twice, "cannot be reached"),
        (
            "HTML",
            ScriptedReply::with(200, "text/html", "<html>XYZZY\n\nLog in</html>"),
            twice,
            "invalid response",
        ),
        (
            "JSON",
            ScriptedReply::error(200, &json!({"choices": [{"message": {"content": "XYZZY"}}]})),
            twice,
            "invalid response",
        ),
        ("an empty body", ScriptedReply::stream(""), twice, "invalid response"),
        ("broken JSON", ScriptedReply::stream(&broken(format)), twice, "invalid response"),
        ("cut off before the first word", ScriptedReply::stream(nothing).then_cut(), twice, "broke off"),
        ("ended before the first word", ScriptedReply::stream(nothing), twice, "invalid response"),
        (
            "an error before the first word",
            ScriptedReply::stream(&format!("{nothing}{}", last_event(&error))),
            twice,
            "provider failed",
        ),
        ("an empty reply", ScriptedReply::stream(&format.fixture("empty")), twice, "reply is empty"),
        ("cut off in the middle", ScriptedReply::stream(some).then_cut(), once, "broke off"),
        (
            "cut off inside of an event",
            ScriptedReply::stream(&plain[..some.len() + 30]).then_cut(),
            once,
            "broke off",
        ),
        ("ended in the middle", ScriptedReply::stream(some), once, "broke off"),
        ("an error in the middle", ScriptedReply::stream(&error), once, "provider failed"),
        (
            "broken JSON in the middle",
            ScriptedReply::stream(&format!("{some}{}", broken(format))),
            once,
            "invalid response",
        ),
    ];
    let case = |(what, reply, requests, says): (&'static str, ScriptedReply, usize, &'static str)| {
        let keeps = match what {
            "an error in the middle" => format.says_before_its_error(),
            _ if what.contains("middle") || what.contains("inside") => format.says_in_two_events(),
            _ => "",
        };
        Case { what, reply, requests, says, keeps }
    };
    table.into_iter().map(case).collect()
}

/// An event whose data is not JSON.
fn broken(format: WireFormat) -> String {
    let delta = format.delta("XYZZY");
    format!("{}\n\n", &delta[..delta.len() - 5])
}

/// The error of an `error.sse`.
fn last_event(stream: &str) -> String {
    let lines = stream.replace("\r\n", "\n");
    let event = lines.trim_end().rsplit("\n\n").find(|event| event.contains("rror")).unwrap();
    format!("{event}\n\n")
}

impl WireFormat {
    /// The text of the first two events that have one, of its `plain.sse`.
    fn says_in_two_events(self) -> &'static str {
        if self == Self::Gemini { "Grüße, Ada! 你好" } else { "Grüße" }
    }

    /// The text of its `error.sse`.
    fn says_before_its_error(self) -> &'static str {
        if self == Self::Gemini { "Grüße, Ada! 你好" } else { "Grüße, Ada!" }
    }
}

/// Tests every case: the first attempt fails and stores only the text, and asking again works.
async fn fails_and_recovers(format: WireFormat) {
    let setup = ScriptedApp::start().await;
    let agent_id = setup.app.agent_with(json!({"model": format.full_model()})).await;
    let mut requests = 0;
    for case in cases(format) {
        let conversation = setup.app.conversation_with("ada", &agent_id).await;
        let question = conversation.say("Hello", None).await;
        for _ in 0..case.requests {
            setup.provider.reply_with(case.reply.clone());
        }
        ask_with_a_failure(&conversation, &question, case.says, case.keeps, case.what).await;
        requests += case.requests;
        assert_eq!(
            (setup.provider.request_count(), setup.provider.unused_replies()),
            (requests, 0),
            "{}",
            case.what
        );

        setup.provider.reply_with(format.reply());
        assert_eq!(reply_to(&conversation, &question).await.1, REPLY, "{}", case.what);
        requests += 1;
        assert_eq!(setup.provider.request_count(), requests, "{}", case.what);
    }
}

#[tokio::test]
async fn failures_of_openai_are_told_and_asking_again_works() {
    fails_and_recovers(WireFormat::Openai).await;
}

#[tokio::test]
async fn failures_of_anthropic_are_told_and_asking_again_works() {
    fails_and_recovers(WireFormat::Anthropic).await;
}

#[tokio::test]
async fn failures_of_gemini_are_told_and_asking_again_works() {
    fails_and_recovers(WireFormat::Gemini).await;
}

#[tokio::test]
async fn failures_of_a_compatible_server_are_told_and_asking_again_works() {
    fails_and_recovers(WireFormat::Compatible).await;
}

#[tokio::test]
async fn failures_of_the_responses_api_are_told_and_asking_again_works() {
    fails_and_recovers(WireFormat::Responses).await;
}

#[tokio::test]
async fn the_errors_of_every_compatible_server_are_understood_in_mid_stream() {
    let setup = ScriptedApp::start().await;
    for (stream, says) in [
        ("ollama/error", "provider failed"),
        ("llama_cpp/error", "provider failed"),
        ("llama_cpp/error-field", "broke off"),
        ("vllm/error", "provider failed"),
        ("lm_studio/error", "provider failed"),
        ("openai_responses/failed", "provider failed"),
    ] {
        let model = if stream.starts_with("openai") { "responses.gpt-5" } else { "house.llama3.2:1b" };
        let conversation = setup.conversation(model).await;
        let question = conversation.say("Hello", None).await;
        setup.provider.reply_with(ScriptedReply::stream(&fixture(&format!("{stream}.sse"))));
        ask_with_a_failure(&conversation, &question, says, "Grüße, Ada!", stream).await;
    }
    assert_eq!((setup.provider.request_count(), setup.provider.unused_replies()), (6, 0));
}

#[tokio::test]
async fn a_message_that_the_provider_blocks_is_no_outage() {
    let setup = ScriptedApp::start().await;
    let conversation = setup.conversation("gemini.gemini-2.5-flash").await;
    let question = conversation.say("Hello", None).await;
    let blocked = ScriptedReply::stream(&fixture("gemini/blocked.sse"));
    setup.provider.reply_with(blocked.clone()).reply_with(blocked);
    ask_in_vain(&conversation, &question, "reply is empty", "blocked").await;
}

#[tokio::test]
async fn what_passes_is_tried_again_within_bounds() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 2).await;
    let conversation = setup.conversation("openai.gpt-4o").await;
    let plain = WireFormat::Openai.fixture("plain");
    let passing = [
        ScriptedReply::error(500, &json!({})),
        ScriptedReply::error(503, &json!({})),
        ScriptedReply::error(429, &json!({})),
        ScriptedReply::error(429, &json!({})).header("Retry-After", "0"),
        ScriptedReply::hang_up(),
        ScriptedReply::stream(first_events(&plain, 1)).then_cut(),
        ScriptedReply::with(200, "text/html", "<html>"),
    ];
    for pair in passing.windows(2) {
        let question = conversation.say("Hello", None).await;
        setup
            .provider
            .reply_with(pair[0].clone())
            .reply_with(pair[1].clone())
            .reply_with(WireFormat::Openai.reply());
        assert_eq!(reply_to(&conversation, &question).await.1, REPLY, "{pair:?}");
        assert_eq!(setup.provider.unused_replies(), 0);
    }

    let (before, conversation) = (setup.provider.request_count(), setup.conversation("openai.gpt-4o").await);
    let question = conversation.say("Hello", None).await;
    for reply in &passing[..3] {
        setup.provider.reply_with(reply.clone());
    }
    ask_in_vain(&conversation, &question, "rate-limiting", "three in a row").await;
    assert_eq!(setup.provider.request_count(), before + 3, "never more than retries + 1 requests");
}

#[tokio::test]
async fn no_retries_means_one_request() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;
    let conversation = setup.conversation("openai.gpt-4o").await;
    let question = conversation.say("Hello", None).await;
    setup.provider.reply_with(ScriptedReply::error(500, &json!({})));
    ask_in_vain(&conversation, &question, "provider failed", "500").await;
    assert_eq!(setup.provider.request_count(), 1);
}

#[tokio::test]
async fn a_provider_that_nobody_answers_for_cannot_be_reached() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = Some(format!("http://{}/v1", nobody.local_addr().unwrap()));
    drop(nobody);
    let setup = ScriptedApp::start_with(|config| {
        let connection = Connection {
            base_url,
            api_key: Some(KEY.into()),
            ..Connection::of(ConnectionKind::OpenaiCompatible)
        };
        config.connections.insert("gone".into(), connection);
    })
    .await;
    let conversation = setup.conversation("gone.smollm2").await;
    let question = conversation.say("Hello", None).await;
    ask_in_vain(&conversation, &question, "cannot be reached", "refused").await;
}

#[tokio::test]
async fn without_a_connection_for_the_model_nobody_answers_in_its_place() {
    let setup = ScriptedApp::start().await;
    for model in ["nowhere.gpt-4o", "Demo.test", "house-2.x", "demo-2.x"] {
        let conversation = setup.conversation(model).await;
        let question = conversation.say("Hello", None).await;
        ask_in_vain(&conversation, &question, "no connection", model).await;

        // Naming a connected model is enough to recover.
        let config = format!("/agents/{}/config", conversation.agent_id);
        setup.app.admin().post(&config, json!({"model": "house.x"})).await.ok();
        setup.provider.reply_with(WireFormat::Compatible.reply());
        assert_eq!(reply_to(&conversation, &question).await.1, REPLY);
    }
}

#[tokio::test]
async fn an_endless_reply_is_stopped() {
    let setup = ScriptedApp::start_with(|config| config.models.max_reply_bytes = 10_000).await;
    for (turn, format) in super::WIRE_FORMATS.into_iter().enumerate() {
        let conversation = setup.conversation(&format.full_model()).await;
        let question = conversation.say("Hello", None).await;
        let plain = format.fixture("plain");
        let beginning = first_events(&plain, format.events_before_text());
        setup
            .provider
            .reply_with(ScriptedReply::stream(beginning).then_forever(&format.delta("more and more ")));
        // As much text is kept as fits.
        let keeps = &"more and more ".repeat(10_000)[..10_000];
        ask_with_a_failure(&conversation, &question, "too long", keeps, "endless").await;
        setup.provider.wait_for_disconnects(turn + 1).await;
    }
    assert_eq!(setup.provider.request_count(), 5);
}
