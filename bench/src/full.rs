//! Whether anything gets slower as the database grows: measures the most frequent calls with few users, and
//! again with a million users and ten million messages.

use std::{
    fmt::Write,
    net::SocketAddr,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    api::{QUESTION, User},
    client::{Connection, text},
    latency::{Latency, Percentiles},
    measure::Place,
    sql::Database,
    sse::ReplyStream,
    wire,
};

/// What this is called, for `--only`.
pub const NAME: &str = "full database";
/// Writes users with their conversations.
const SQL: &str = include_str!("../seed.sql");
/// Users in the small database, beside those of other cases.
const FEW: u64 = 1_000;
/// Users in the full one; each has ten messages.
pub const MANY: u64 = 1_000_000;
/// Users per transaction.
const CHUNK: u64 = 50_000;
/// How often each call is made, each time by another user.
const CALLS: u64 = 500;
/// A prime, so that the callers are spread over all users.
const STRIDE: u64 = 7_919;

/// One call on both databases.
#[derive(Serialize)]
pub struct Call {
    /// Which.
    pub name: &'static str,
    /// With few users.
    pub small: Percentiles,
    /// With all of them.
    pub full: Percentiles,
}

/// What was found.
#[derive(Serialize)]
pub struct Full {
    /// How long it took to fill the database.
    pub filled_in_seconds: f64,
    /// Its size.
    pub megabytes: f64,
    /// Each call.
    pub calls: Vec<Call>,
}

impl Full {
    /// The largest ratio of a call's medians.
    pub fn worst(&self) -> f64 {
        self.calls.iter().map(Call::ratio).fold(0.0, f64::max)
    }

    /// What was found, as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!(
            "\nOne caller, each call by another user, {CALLS} times: with {FEW} seeded users, and with {MANY} users and \
             {} messages ({:.0} MB, filled in {:.0} s).\n\n\
             | call | small p50, p99 ms | full p50, p99 ms | ratio of the medians |\n|---|--:|--:|--:|\n",
            MANY * 10,
            self.megabytes,
            self.filled_in_seconds
        );
        for call in &self.calls {
            let Call { name, small, full } = call;
            let _ = writeln!(
                text,
                "| {name} | {:.2}, {:.2} | {:.2}, {:.2} | {:.2} |",
                small.p50_ms,
                small.p99_ms,
                full.p50_ms,
                full.p99_ms,
                call.ratio()
            );
        }
        text
    }
}

impl Call {
    fn ratio(&self) -> f64 {
        self.full.p50_ms / self.small.p50_ms
    }
}

/// The calls that are measured, in order.
const CALLS_BY_NAME: [(&str, Kind); 8] = [
    ("`GET /interactions`", Kind::Interactions),
    ("`GET /messages`", Kind::Messages),
    ("`GET /messages/{id}`", Kind::Message),
    ("`POST /interactions`", Kind::NewInteraction),
    ("`POST /messages`", Kind::NewMessage),
    ("`POST /turns`, streamed", Kind::Turn),
    ("Admin API: `GET /interactions`", Kind::AllInteractions),
    ("Admin API: `GET /users`", Kind::AllUsers),
];

#[derive(Clone, Copy)]
enum Kind {
    Interactions,
    Messages,
    Message,
    NewInteraction,
    NewMessage,
    Turn,
    AllInteractions,
    AllUsers,
}

/// Fills the database in two steps and measures after each.
pub async fn run(place: &Place, database: &Database) -> Result<Full> {
    let agent = place.project.agent(place.server, wire::MODEL).await?;
    seed(place, database, &agent, 0, FEW).await?;
    let small = measure(place, &agent, FEW).await.context("the small database")?;
    let start = Instant::now();
    let mut first = FEW;
    while first < MANY {
        let end = (first + CHUNK).min(MANY);
        seed(place, database, &agent, first, end).await?;
        eprintln!("{NAME}: {end} of {MANY} users");
        first = end;
    }
    database.analyze().await?;
    let filled_in_seconds = start.elapsed().as_secs_f64();
    let full = measure(place, &agent, MANY).await.context("the full database")?;
    let calls = CALLS_BY_NAME.iter().zip(small.into_iter().zip(full));
    let calls = calls.map(|(&(name, _), (small, full))| Call { name, small, full }).collect();
    Ok(Full { filled_in_seconds, megabytes: database.megabytes().await?, calls })
}

/// Writes the users from `first` up to `end`, a month ago.
async fn seed(place: &Place, database: &Database, agent: &str, first: u64, end: u64) -> Result<()> {
    let month = Duration::from_secs(30 * 86_400);
    let time = (SystemTime::now() - month).duration_since(UNIX_EPOCH)?.as_micros();
    let sql = SQL
        .replace("@first", &first.to_string())
        .replace("@last", &(end - 1).to_string())
        .replace("@project", &place.project.project_id)
        .replace("@agent", agent)
        .replace("@time", &time.to_string());
    database.run(&sql).await.context("seeding")
}

async fn measure(place: &Place, agent: &str, users: u64) -> Result<Vec<Percentiles>> {
    let mut all = Vec::new();
    for (name, kind) in CALLS_BY_NAME {
        let mut times = Latency::new()?;
        for call in 0..CALLS {
            let user = (call * STRIDE + 1) % users;
            times.record(once(place, agent, user, kind).await.with_context(|| name.to_owned())?);
        }
        all.push(times.percentiles());
    }
    Ok(all)
}

/// One call on a connection of its own, which is made before the clock starts.
async fn once(place: &Place, agent: &str, number: u64, kind: Kind) -> Result<Duration> {
    let user = User {
        headers: place.project.headers_of(&format!("seeded-{number}"))?,
        interaction: format!("int_{number:036}"),
    };
    let admin = matches!(kind, Kind::AllInteractions | Kind::AllUsers);
    let headers = if admin { place.project.admin_headers()? } else { user.headers.clone() };
    let mut connection = open(place.server, headers).await?;
    let interaction = &user.interaction;
    let start = Instant::now();
    let list = |answer: &Value| answer["data"].as_array().is_some_and(|rows| !rows.is_empty());
    let right = match kind {
        Kind::Interactions => list(&connection.get("/interactions").await?),
        Kind::Messages => {
            list(&connection.get(&format!("/messages?interaction_id={interaction}&limit=20")).await?)
        }
        Kind::Message => {
            let id = format!("msg_{:048}", number * 10 + 3);
            text(&connection.get(&format!("/messages/{id}")).await?, "id")? == id
        }
        Kind::NewInteraction => {
            let answer = connection.post("/interactions", &json!({"agent_id": agent})).await?;
            answer["interaction"]["id"].is_string()
        }
        Kind::NewMessage => {
            let message = json!({"interaction_id": interaction, "content": QUESTION});
            connection.post("/messages", &message).await?["id"].is_string()
        }
        Kind::Turn => {
            ReplyStream::turn(&mut connection, &user, QUESTION).await?.whole().await?;
            true
        }
        Kind::AllInteractions => list(&connection.get("/interactions?limit=20").await?),
        Kind::AllUsers => list(&connection.get("/users?limit=20").await?),
    };
    let took = start.elapsed();
    ensure!(right, "not the right answer");
    Ok(took)
}

/// Connects, and makes one request so that the connection is warm.
async fn open(server: SocketAddr, headers: hyper::header::HeaderMap) -> Result<Connection> {
    let mut connection = Connection::open(server, headers).await?;
    connection.send(Method::GET, "/health", Default::default()).await?;
    Ok(connection)
}
