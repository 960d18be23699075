//! Providers that send too much of everything, all at once: the server stays small and responsive.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use nix::sys::signal::Signal;
use serde_json::json;

use super::WireFormat;
use crate::support::binary::{self, Server};
use crate::support::provider::{ScriptedProvider, ScriptedReply, first_events};
use crate::support::wait::in_time;
use crate::support::{Database, REPLY, ScriptedApp, TestProject};

/// Seconds that a reply may take.
const REPLY_TIME: &str = "4";

/// Resident memory of a process, in kilobytes.
fn memory(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Responses without an end.
fn endless() -> Vec<ScriptedReply> {
    let format = WireFormat::Openai;
    let begun = first_events(&format.fixture("plain"), 1).to_owned();
    let call = json!({"choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"arguments": "x".repeat(1_000)}}]}}]});
    vec![
        // A decompressor would turn this into gigabytes.
        ScriptedReply::stream("\u{1f}\u{8b}\u{8}")
            .header("Content-Encoding", "gzip")
            .then_forever(&"\0".repeat(10_000)),
        ScriptedReply::with(500, "text/plain", "no").then_forever(&"x".repeat(10_000)),
        ScriptedReply::with(400, "application/json", "{").then_forever(&" ".repeat(10_000)),
        ScriptedReply::stream("data: ").then_forever(&"x".repeat(10_000)),
        ScriptedReply::stream(&begun).then_forever(&format!(": {}\n\n", "still there ".repeat(800))),
        ScriptedReply::stream(&begun).then_forever(&"\n".repeat(10_000)),
        ScriptedReply::stream(&begun).then_forever(&format!("data: {call}\n\n")),
        ScriptedReply::stream(&begun).then_forever(&format.delta(" \u{200b}")),
        ScriptedReply::stream(&begun).then_forever(&format.delta(&"more and more ".repeat(700))),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_of_them_at_once_cost_neither_memory_nor_the_server_s_attention() {
    let (database, provider) = (Database::create().await, ScriptedProvider::start().await);
    let mut command = binary::serve(&database, &provider);
    command.env("PROFICIENT_MODELS__REPLY_TIMEOUT", REPLY_TIME).env("PROFICIENT_MODELS__RETRIES", "0");
    command.env("PROFICIENT_MODELS__CIRCUIT_FAILURES", "0").env("PROFICIENT_HTTP__SHUTDOWN_TIMEOUT", "1");
    let mut server = Server::start_command(&mut command);
    let project = TestProject::create(&database, &server).await;
    project.configure(&server, json!({"model": WireFormat::Openai.full_model()})).await;
    let ask = async || {
        let conversation = project.conversation(&server, "ada").await;
        let question = conversation.say("Hello", None).await;
        (conversation, question)
    };
    for _ in 0..5 {
        provider.reply_with(WireFormat::Openai.reply());
        let (conversation, question) = ask().await;
        assert_eq!(conversation.ask(&question).await.ok()["content"], REPLY);
    }
    let at_rest = memory(&server);

    let mut questions = Vec::new();
    for reply in endless() {
        provider.reply_with(reply);
        questions.push(ask().await);
    }
    let start = Instant::now();
    let all = join_all(questions.iter().map(async |(conversation, question)| {
        conversation.ask(question).await.error(503, "unavailable");
    }));
    let mut most = at_rest;
    let mut slowest = Duration::ZERO;
    let watch = async {
        loop {
            let asked = Instant::now();
            project.admin(&server).get("/health").await.ok();
            slowest = slowest.max(asked.elapsed());
            most = most.max(memory(&server));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        _ = in_time("the end of all replies", all) => {}
        () = watch => {}
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    assert!(most < at_rest * 3 / 2, "{most} KB instead of {at_rest} KB at rest");

    // It also stops while they go on.
    for reply in endless() {
        provider.reply_with(reply);
    }
    let (conversation, question) = ask().await;
    let before = provider.request_count();
    let stream = conversation.ask_events(&question).await;
    provider.wait_for_requests(before + 1).await;
    server.signal(Signal::SIGTERM);
    drop(stream);
    assert_eq!(server.wait(), Some(0));
}

#[tokio::test]
async fn a_compressed_response_is_not_decompressed_and_told_as_invalid() {
    let setup = ScriptedApp::start_with(|config| config.models.retries = 0).await;
    for format in crate::support::WIRE_FORMATS {
        let (conversation, question) = setup.question(format).await;
        let gzip = ScriptedReply::stream("\u{1f}\u{8b}\u{8}").header("Content-Encoding", "gzip");
        setup.provider.reply_with(gzip);
        super::failures::ask_in_vain(&conversation, &question, "invalid response", "gzip").await;
    }
}
