//! A year of a busy project's analytics, as the dashboard requests them.

use std::{
    path::Path,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};
use hyper::{
    Method,
    header::{COOKIE, HeaderMap, HeaderValue},
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    client::{Connection, text},
    latency::Latency,
    measure::Place,
    sql::Database,
};

/// What this is called, for `--only`.
pub const NAME: &str = "a year of analytics";
/// How often each is asked for.
const TIMES: usize = 20;
/// Fills the tables.
const SQL: &str = include_str!("../year.sql");
const DAY: u64 = 86_400_000;

/// How long one range takes.
#[derive(Serialize)]
pub struct Taken {
    /// Which.
    pub what: &'static str,
    /// The first time.
    pub first_ms: f64,
    /// The median of all times.
    pub p50_ms: f64,
    /// The longest.
    pub max_ms: f64,
}

/// What was found.
#[derive(Serialize)]
pub struct Year {
    /// The database with a year in it.
    pub megabytes: f64,
    /// Each range.
    pub taken: Vec<Taken>,
}

impl Year {
    /// The longest that a whole year took.
    pub fn max_ms(&self) -> f64 {
        self.taken.first().map_or(0.0, |taken| taken.max_ms)
    }

    /// What was found, as Markdown.
    pub fn markdown(&self) -> String {
        let rows = self.taken.iter().map(|Taken { what, first_ms, p50_ms, max_ms }| {
            format!("| {what} | {first_ms:.0} | {p50_ms:.0} | {max_ms:.0} |\n")
        });
        format!(
            "\nAnalytics of a project with 1,000 active users and 100,000 messages a day, a database of {:.0} MB:\n\n\
             | range | first ms | p50 ms | longest ms |\n|---|--:|--:|--:|\n{}",
            self.megabytes,
            rows.collect::<String>()
        )
    }
}

/// Sets up the dashboard, fills a project of its own, and requests the analytics.
pub async fn run(place: &Place, database: &Database, file: &Path, setup_link: &str) -> Result<Year> {
    let (_, token) = setup_link.trim().rsplit_once('#').context("the setup link has no token")?;
    let member = json!({"token": token, "name": "Bench", "email": "bench@example.com", "password": "analytics of a year"});
    let mut visitor = Connection::open(place.server, HeaderMap::new()).await?;
    let cookie = visitor.post_for_cookie("/dashboard/api/setup", &member).await?;
    let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(&cookie)?)]);
    let mut connection = Connection::open(place.server, headers.clone()).await?;
    let project = connection.post("/dashboard/api/projects", &json!({"name": "A busy year"})).await?;
    let project = text(&project, "id")?.to_owned();

    let now = u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let sql = SQL.replace("@project", &project).replace("@day", &(now / DAY).to_string());
    database.run(&sql).await.context("filling the tables")?;

    // The connection was idle for so long that it may have been closed.
    let mut connection = Connection::open(place.server, headers).await?;
    let path = |query: &str| format!("/dashboard/api/projects/{project}/analytics?{query}");
    let since = |days: u64| format!("from={}&to={now}", now - days * DAY);
    let mut taken = Vec::new();
    for (what, query) in [
        ("a year, by day", since(364)),
        ("a year of one agent", format!("{}&agent_id=ag_{:024}", since(364), 1)),
        ("30 days", since(30)),
        ("7 days, by hour", format!("{}&step=hour", since(7))),
    ] {
        taken.push(time(&mut connection, what, &path(&query)).await?);
    }
    let megabytes = std::fs::metadata(file)?.len() as f64 / 1e6;
    Ok(Year { megabytes, taken })
}

async fn time(connection: &mut Connection, what: &'static str, path: &str) -> Result<Taken> {
    let (mut times, mut first) = (Latency::new()?, None);
    for _ in 0..TIMES {
        let start = Instant::now();
        let answer = connection.send(Method::GET, path, Default::default()).await?;
        let took = start.elapsed();
        times.record(took);
        first.get_or_insert(took);
        let analytics: Value = serde_json::from_slice(&answer)?;
        let totals = &analytics["totals"];
        let all = ["messages", "replies", "active_users", "ttft_p95_ms"];
        let filled = all.iter().all(|field| totals[field].as_i64().is_some_and(|number| number > 0));
        ensure!(filled, "{what}: numbers are missing: {totals}");
    }
    let first_ms = first.unwrap_or(Duration::ZERO).as_secs_f64() * 1000.0;
    Ok(Taken { what, first_ms, p50_ms: times.percentiles().p50_ms, max_ms: times.max_ms() })
}
