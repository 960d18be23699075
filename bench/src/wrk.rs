//! Single requests, sent by `wrk`. It costs less per request than any server does, so it hides no
//! differences.

use std::{net::SocketAddr, path::Path, process::Stdio, thread::available_parallelism, time::Duration};

use anyhow::{Context, Result, ensure};
use hyper::header::HeaderMap;
use serde::Deserialize;
use tokio::{process::Command, time::timeout};

use crate::{latency::Percentiles, report::Outcome};

/// How long `wrk` may take to stop after its time is over.
const GRACE: Duration = Duration::from_secs(15);

/// The output of `wrk.lua`.
#[derive(Deserialize)]
struct Summary {
    requests: u64,
    errors: u64,
    seconds: f64,
    p50_ms: f64,
    p99_ms: f64,
}

/// A request as it is sent.
pub fn request(
    address: SocketAddr,
    headers: &HeaderMap,
    method: &str,
    path: &str,
    body: &str,
) -> Result<Vec<u8>> {
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {}\r\n", value.to_str()?);
    }
    if !body.is_empty() {
        request += &format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len());
    }
    Ok(format!("{request}\r\n{body}").into_bytes())
}

/// Runs `wrk` over `connections`, which take the requests in turn. Any response other than 2xx is an error.
pub async fn run(
    script: &Path,
    scratch: &Path,
    address: SocketAddr,
    requests: &[Vec<u8>],
    connections: usize,
    seconds: u64,
) -> Result<Outcome> {
    let file = scratch.join("requests");
    std::fs::write(&file, requests.join(&0)).context("writing wrk's requests")?;
    let mut command = Command::new("wrk");
    // A single thread could be the bottleneck of the do-nothing route, which would make the server look
    // closer to it.
    let threads = available_parallelism()?.get().min(connections);
    command.args(["--threads", &threads.to_string(), "--connections", &connections.to_string()]);
    command.args(["--timeout", "10s"]);
    command.args(["--duration", &format!("{seconds}s"), "--script"]).arg(script);
    command.arg(format!("http://{address}/")).arg("--").arg(&file).stdin(Stdio::null()).kill_on_drop(true);

    let limit = Duration::from_secs(seconds) + GRACE;
    let output =
        timeout(limit, command.output()).await.context("wrk does not stop")?.context("starting wrk")?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    let summary = stdout.lines().rev().find(|line| line.starts_with('{'));
    let summary =
        summary.with_context(|| format!("wrk: {stdout}{}", String::from_utf8_lossy(&output.stderr)))?;
    let summary: Summary = serde_json::from_str(summary).context("reading wrk's summary")?;
    ensure!(summary.errors == 0, "{} of {} requests failed", summary.errors, summary.requests);
    ensure!(summary.requests > 0, "no request was answered");
    Ok(Outcome {
        count: summary.requests,
        seconds: summary.seconds,
        latency: Percentiles { p50_ms: summary.p50_ms, p99_ms: summary.p99_ms },
    })
}
