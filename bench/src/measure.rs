//! The cases, in the order in which they run, and the aims that they are held against.

use std::{
    fs::File,
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
    thread::available_parallelism,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use clap::Args;
use hyper::header::HeaderMap;
use procfs::Current;
use serde_json::json;

use crate::{
    aims,
    api::{self, LONG_LIST, Project, QUESTION, User},
    load::{Caller, Clock, Straight, Turn, closed_loop},
    process::{Cpu, Memory},
    report::{Outcome, Report, Row},
    wrk,
};

/// Before each case the same runs for so long unmeasured.
const WARM_UP_SECONDS: u64 = 1;
/// How deep a conversation goes in the case of longer ones.
const TURNS_PER_THREAD: usize = 8;
/// How many writes are timed to know this disk.
const FSYNCS: usize = 200;

/// What runs already, and how it is to be measured.
#[derive(Args)]
pub struct Options {
    /// Where the server listens.
    #[arg(long)]
    server: SocketAddr,
    /// The server's process.
    #[arg(long)]
    server_pid: i32,
    /// Where the mock provider listens.
    #[arg(long)]
    mock: SocketAddr,
    /// The mock provider's process.
    #[arg(long)]
    mock_pid: i32,
    /// The output of `proficient project create --json`; the project has HMAC on.
    #[arg(long)]
    project: PathBuf,
    /// What to call the server's database in the report.
    #[arg(long)]
    database: String,
    /// The script for wrk.
    #[arg(long)]
    wrk_script: PathBuf,
    /// A folder for files that may go afterwards, on the disk that the server writes to.
    #[arg(long)]
    scratch: PathBuf,
    /// The folder for the report.
    #[arg(long)]
    out: PathBuf,
    /// How long each case takes.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// How many callers there are at once.
    #[arg(long, default_value_t = 64)]
    callers: usize,
    /// Run only the cases whose name contains this.
    #[arg(long, default_value = "")]
    only: String,
}

/// Runs all cases and writes the report to `last-run.md` and `last-run.json`.
pub async fn run(options: &Options) -> Result<()> {
    let load_before = procfs::LoadAverage::current()?.one;
    let idle = Memory::of(options.server_pid)?;
    let fsync_ms = fsync_ms(&options.scratch).context("timing a write with fsync")?;
    let project = std::fs::read(&options.project).context("reading the project")?;
    let project: Project = serde_json::from_slice(&project).context("reading the project")?;
    let rows = options.cases(&project).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let loaded = Memory::of(options.server_pid)?;

    let report = Report {
        database: options.database.clone(),
        cores: available_parallelism()?.get(),
        load_before,
        fsync_ms,
        callers: options.callers,
        aims: aims::of(&rows, idle),
        idle,
        loaded,
        rows,
    };
    std::fs::write(options.out.join("last-run.json"), serde_json::to_vec_pretty(&report)?)?;
    std::fs::write(options.out.join("last-run.md"), report.markdown())?;
    println!("{}", report.markdown());
    Ok(())
}

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
/// The yardstick for one caller.
pub const STRAIGHT_ALONE: &str = "straight to the mock, one caller";
/// One caller asks.
pub const ASK_ALONE: &str = "`ask`, one caller";

impl Options {
    async fn cases(&self, project: &Project) -> Result<Vec<Row>> {
        let cast = project.prepare(self.server, self.callers).await?;
        let first = cast.users.first().context("no callers")?;
        api::check_hmac_is_on(self.server, first).await?;
        let (server, mock) = (self.server_pid, self.mock_pid);
        let mut rows = Vec::new();

        let noop = [wrk::request(self.mock, &HeaderMap::new(), "GET", "/noop", "")?];
        rows.extend(self.single(NOOP, mock, self.mock, &noop).await?);
        let list = self.requests(&cast.users, |_| ("GET", "/interactions", String::new()))?;
        rows.extend(self.single(LIST, server, self.server, &list).await?);
        let list = self.requests(&cast.busy_users, |_| ("GET", "/interactions", String::new()))?;
        let name = format!("`GET /interactions`, {LONG_LIST} in the list");
        rows.extend(self.single(&name, server, self.server, &list).await?);

        let body = |user: &User| json!({"interaction_id": user.interaction, "content": QUESTION}).to_string();
        let writes = self.requests(&cast.users, |user| ("POST", "/messages", body(user)))?;
        let before = api::count_messages(self.server, &cast.users).await?;
        let row = self.single(WRITE, server, self.server, &writes).await?;
        let stored = api::count_messages(self.server, &cast.users).await? - before;
        let acknowledged = row.as_ref().map_or(0, |row| row.outcome.count);
        ensure!(stored >= acknowledged, "{acknowledged} messages were acknowledged and {stored} stored");
        rows.extend(row);

        let straight = (0..self.callers).map(|_| Straight::open(self.mock));
        rows.extend(self.turns(STRAIGHT, mock, all(straight).await?).await?);
        let turns = cast.users.iter().map(|user| Turn::open(self.server, user, Clock::WholeTurn, 1));
        rows.extend(self.turns(TURN, server, all(turns).await?).await?);
        let turns = cast
            .busy_users
            .iter()
            .map(|user| Turn::open(self.server, user, Clock::WholeTurn, TURNS_PER_THREAD));
        let name = format!("whole turn, conversations of {TURNS_PER_THREAD} turns");
        rows.extend(self.turns(&name, server, all(turns).await?).await?);

        rows.extend(self.turns(STRAIGHT_ALONE, mock, vec![Straight::open(self.mock).await?]).await?);
        let ask = Turn::open(self.server, first, Clock::Ask, 1).await?;
        rows.extend(self.turns(ASK_ALONE, server, vec![ask]).await?);
        Ok(rows)
    }

    /// A case of single requests.
    async fn single(
        &self,
        name: &str,
        pid: i32,
        address: SocketAddr,
        requests: &[Vec<u8>],
    ) -> Result<Option<Row>> {
        if !name.contains(&self.only) {
            return Ok(None);
        }
        let run =
            |seconds| wrk::run(&self.wrk_script, &self.scratch, address, requests, self.callers, seconds);
        let case = async {
            run(WARM_UP_SECONDS).await?;
            self.measured(name, pid, run(self.seconds)).await.map(Some)
        };
        case.await.with_context(|| name.to_owned())
    }

    /// A case of turns.
    async fn turns<C: Caller>(&self, name: &str, pid: i32, mut callers: Vec<C>) -> Result<Option<Row>> {
        if !name.contains(&self.only) {
            return Ok(None);
        }
        let case = async {
            closed_loop(&mut callers, Duration::from_secs(WARM_UP_SECONDS)).await?;
            self.measured(name, pid, closed_loop(&mut callers, Duration::from_secs(self.seconds)))
                .await
                .map(Some)
        };
        case.await.with_context(|| name.to_owned())
    }

    /// Runs `case` and counts the CPU time of `pid` for it.
    async fn measured(
        &self,
        name: &str,
        pid: i32,
        case: impl Future<Output = Result<Outcome>>,
    ) -> Result<Row> {
        let cpus =
            || Ok::<_, anyhow::Error>((Cpu::of(self.server_pid)?, Cpu::of(self.mock_pid)?, Cpu::of_self()?));
        let (asked, before) = (Cpu::of(pid)?, cpus()?);
        let outcome = case.await?;
        let (asked, after) = (Cpu::of(pid)?.since(asked), cpus()?);
        let cores =
            [after.0.cores_since(before.0), after.1.cores_since(before.1), after.2.cores_since(before.2)];
        eprintln!("{name}: {:.0}/s", outcome.rate());
        Ok(Row { name: name.to_owned(), outcome, cpu_ms: asked * 1000.0 / outcome.count as f64, cores })
    }

    fn requests<'a>(
        &self,
        users: &'a [User],
        request: impl Fn(&'a User) -> (&'static str, &'static str, String),
    ) -> Result<Vec<Vec<u8>>> {
        let request = |user: &'a User| {
            let (method, path, body) = request(user);
            wrk::request(self.server, &user.headers, method, path, &body)
        };
        users.iter().map(request).collect()
    }
}

async fn all<T>(callers: impl Iterator<Item = impl Future<Output = Result<T>>>) -> Result<Vec<T>> {
    futures_util::future::try_join_all(callers).await
}

/// The median time of a small write that is on the disk when it returns.
fn fsync_ms(folder: &Path) -> Result<f64> {
    let mut file = File::create(folder.join("fsync"))?;
    let mut times = Vec::with_capacity(FSYNCS);
    for _ in 0..FSYNCS {
        let start = Instant::now();
        file.write_all(&[b'x'; 4096])?;
        file.sync_data()?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok(times[FSYNCS / 2].as_secs_f64() * 1000.0)
}
