//! The cases with requests at full speed, in the order in which they run.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use hyper::header::HeaderMap;
use serde_json::json;

use crate::{
    api::{self, LONG_LIST, QUESTION, User},
    load::{Caller, Clock, Turn, closed_loop},
    measure::{Options, Place},
    process::Cpus,
    report::{Outcome, Row},
    streams::{OneRequest, Straight, Through},
    wire, wrk,
};

/// The unmeasured warm-up before each case.
const WARM_UP_SECONDS: u64 = 1;
/// Turns per conversation in the case with longer conversations.
const TURNS_PER_THREAD: usize = 8;

/// The yardstick for single requests.
pub const NOOP: &str = "do-nothing route";
/// An authenticated read.
pub const LIST: &str = "`GET /interactions`, 1 in the list";
/// A durable write.
pub const WRITE: &str = "`POST /messages`";
/// The yardstick for turns.
pub const STRAIGHT: &str = "straight to the mock";
/// Message, ask, reply.
pub const TURN: &str = "whole turn";
/// The same with the reply as server-sent events.
pub const STREAMED_TURN: &str = "whole turn, streamed";
/// A streamed turn in one request.
pub const ONE_REQUEST: &str = "`POST /turns`, streamed";
/// The same, one caller.
pub const ONE_REQUEST_ALONE: &str = "`POST /turns`, streamed, one caller";
/// The same of the Express server.
pub const EXPRESS: &str = "Express: `POST /turns`, streamed";
/// The same, one caller.
pub const EXPRESS_ALONE: &str = "Express: `POST /turns`, streamed, one caller";
/// The yardstick for one caller.
pub const STRAIGHT_ALONE: &str = "straight to the mock, one caller";
/// One caller asks.
pub const ASK_ALONE: &str = "`ask`, one caller";

/// Whose CPU time is reported for a case: an index into `Cpus`.
#[derive(Clone, Copy)]
enum Asked {
    Server = 0,
    Mock = 1,
}

/// Runs the cases.
pub struct Requests<'a> {
    /// How to measure.
    pub options: &'a Options,
    /// What is measured.
    pub place: &'a Place,
}

impl Requests<'_> {
    /// Runs the selected cases.
    pub async fn run(&self) -> Result<Vec<Row>> {
        let (server, mock) = (self.place.server, self.place.mock);
        let agent = self.place.project.agent(server, wire::MODEL).await?;
        let cast = self.place.project.cast(server, &agent, self.options.callers).await?;
        let first = cast.users.first().context("no callers")?;
        api::check_hmac_is_on(server, first).await?;
        let mut rows = Vec::new();

        let noop = [wrk::request(mock, &HeaderMap::new(), "GET", "/noop", "")?];
        rows.extend(self.single(NOOP, Asked::Mock, &noop).await?);
        let list = self.requests(&cast.users, |_| ("GET", "/interactions", String::new()))?;
        rows.extend(self.single(LIST, Asked::Server, &list).await?);
        let list = self.requests(&cast.busy_users, |_| ("GET", "/interactions", String::new()))?;
        let name = format!("`GET /interactions`, {LONG_LIST} in the list");
        rows.extend(self.single(&name, Asked::Server, &list).await?);

        let body = |user: &User| json!({"interaction_id": user.interaction, "content": QUESTION}).to_string();
        let writes = self.requests(&cast.users, |user| ("POST", "/messages", body(user)))?;
        let before = api::count_messages(server, &cast.users).await?;
        let row = self.single(WRITE, Asked::Server, &writes).await?;
        let stored = api::count_messages(server, &cast.users).await? - before;
        let acknowledged = row.as_ref().map_or(0, |row| row.outcome.count);
        ensure!(stored >= acknowledged, "{acknowledged} messages were acknowledged and {stored} stored");
        rows.extend(row);

        let straight = (0..self.options.callers).map(|_| Straight::open(mock, wire::MODEL));
        rows.extend(self.turns(STRAIGHT, Asked::Mock, all(straight).await?).await?);
        let turns = cast.users.iter().map(|user| Turn::open(server, user, Clock::WholeTurn, 1));
        rows.extend(self.turns(TURN, Asked::Server, all(turns).await?).await?);
        let turns = cast.users.iter().map(|user| Through::open(server, user));
        rows.extend(self.turns(STREAMED_TURN, Asked::Server, all(turns).await?).await?);
        let turns = cast.busy_users.iter();
        let turns = turns.map(|user| Turn::open(server, user, Clock::WholeTurn, TURNS_PER_THREAD));
        let name = format!("whole turn, conversations of {TURNS_PER_THREAD} turns");
        rows.extend(self.turns(&name, Asked::Server, all(turns).await?).await?);

        let straight = vec![Straight::open(mock, wire::MODEL).await?];
        rows.extend(self.turns(STRAIGHT_ALONE, Asked::Mock, straight).await?);
        let ask = Turn::open(server, first, Clock::Ask, 1).await?;
        rows.extend(self.turns(ASK_ALONE, Asked::Server, vec![ask]).await?);
        rows.extend(self.side_by_side(&cast.users).await?);
        Ok(rows)
    }

    /// Streamed turns in one request: ours, and right after it the Express server's.
    async fn side_by_side(&self, users: &[User]) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        rows.extend(self.one_request(ONE_REQUEST, self.place, users).await?);
        let alone = users.get(..1).context("no callers")?;
        rows.extend(self.one_request(ONE_REQUEST_ALONE, self.place, alone).await?);
        if let Some((server, pid)) = self.place.express {
            let place = Place { server, pids: [pid, self.place.pids[1]], ..self.place.clone() };
            let mut users = Vec::new();
            for index in 0..self.options.callers {
                let name = format!("bench-user-{index}");
                users.push(place.project.user(server, "", &name, 1).await?);
            }
            let express = Requests { options: self.options, place: &place };
            rows.extend(express.one_request(EXPRESS, &place, &users).await?);
            rows.extend(express.one_request(EXPRESS_ALONE, &place, &users[..1]).await?);
        }
        Ok(rows)
    }

    async fn one_request(&self, name: &str, place: &Place, users: &[User]) -> Result<Option<Row>> {
        let callers = users.iter().map(|user| OneRequest::open(place.server, user));
        self.turns(name, Asked::Server, all(callers).await?).await
    }

    /// A case of single requests.
    async fn single(&self, name: &str, asked: Asked, requests: &[Vec<u8>]) -> Result<Option<Row>> {
        if !self.options.wants(name) {
            return Ok(None);
        }
        let Options { wrk_script, scratch, callers, .. } = self.options;
        let address = match asked {
            Asked::Server => self.place.server,
            Asked::Mock => self.place.mock,
        };
        let run = |seconds| wrk::run(wrk_script, scratch, address, requests, *callers, seconds);
        let case = async {
            run(WARM_UP_SECONDS).await?;
            self.measured(name, asked, run(self.options.seconds)).await.map(Some)
        };
        case.await.with_context(|| name.to_owned())
    }

    /// A case of turns.
    async fn turns<C: Caller>(&self, name: &str, asked: Asked, mut callers: Vec<C>) -> Result<Option<Row>> {
        if !self.options.wants(name) {
            return Ok(None);
        }
        let case = async {
            closed_loop(&mut callers, Duration::from_secs(WARM_UP_SECONDS)).await?;
            let run = closed_loop(&mut callers, Duration::from_secs(self.options.seconds));
            self.measured(name, asked, run).await.map(Some)
        };
        case.await.with_context(|| name.to_owned())
    }

    /// Runs `case` and counts the CPU time for it.
    async fn measured(
        &self,
        name: &str,
        asked: Asked,
        case: impl Future<Output = Result<Outcome>>,
    ) -> Result<Row> {
        let before = Cpus::of(self.place.pids)?;
        let outcome = case.await?;
        let after = Cpus::of(self.place.pids)?;
        eprintln!("{name}: {:.0}/s", outcome.rate());
        let cpu_ms = after.since(before)[asked as usize] * 1000.0 / outcome.count as f64;
        Ok(Row { name: name.to_owned(), outcome, cpu_ms, cores: after.cores_since(before) })
    }

    fn requests<'a>(
        &self,
        users: &'a [User],
        request: impl Fn(&'a User) -> (&'static str, &'static str, String),
    ) -> Result<Vec<Vec<u8>>> {
        let request = |user: &'a User| {
            let (method, path, body) = request(user);
            wrk::request(self.place.server, &user.headers, method, path, &body)
        };
        users.iter().map(request).collect()
    }
}

async fn all<T>(callers: impl Iterator<Item = impl Future<Output = Result<T>>>) -> Result<Vec<T>> {
    futures_util::future::try_join_all(callers).await
}
