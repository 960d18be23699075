//! One run: the selected cases in order, and the report.

use std::{
    fs::File,
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
    thread::available_parallelism,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use clap::Args;
use procfs::Current;

use crate::{
    aims, api::Project, full, listeners, paced, process::Memory, report::Report, requests::Requests, soak,
    sql::Database, year,
};

/// How many writes are timed to know this disk.
const FSYNCS: usize = 200;

/// The running servers, and how to measure them.
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
    /// Where the Express server for comparison listens.
    #[arg(long)]
    express: Option<SocketAddr>,
    /// Its process.
    #[arg(long, requires = "express")]
    express_pid: Option<i32>,
    /// The output of `proficient project create --json`; the project has HMAC on.
    #[arg(long)]
    project: PathBuf,
    /// What to call the server's database in the report.
    #[arg(long)]
    database: String,
    /// The script for wrk.
    #[arg(long)]
    pub wrk_script: PathBuf,
    /// A folder for temporary files, on the disk that the server writes to.
    #[arg(long)]
    pub scratch: PathBuf,
    /// The folder for the report.
    #[arg(long)]
    out: PathBuf,
    /// Seconds per case.
    #[arg(long, default_value_t = 4)]
    pub seconds: u64,
    /// Number of concurrent callers.
    #[arg(long, default_value_t = 64)]
    pub callers: usize,
    /// Minutes for which memory is watched under load.
    #[arg(long, default_value_t = 1.0)]
    soak: f64,
    /// The SQLite file of the server's database, for cases that write to it beside the server.
    #[arg(long)]
    database_file: Option<PathBuf>,
    /// The PostgreSQL URL of the server's database, for the same purpose.
    #[arg(long)]
    database_url: Option<String>,
    /// Also fill the database with a million users, which takes minutes.
    #[arg(long)]
    full: bool,
    /// What `proficient setup-link` prints.
    #[arg(long, default_value = "")]
    setup_link: String,
    /// Run only the cases whose name contains this.
    #[arg(long, default_value = "")]
    only: String,
}

/// What is measured, and the project in it.
#[derive(Clone)]
pub struct Place {
    /// The project in which agents and users are created.
    pub project: Project,
    /// Where the server listens.
    pub server: SocketAddr,
    /// Where the mock provider listens.
    pub mock: SocketAddr,
    /// The processes of the server and of the mock.
    pub pids: [i32; 2],
    /// The Express server for comparison: its address and its process.
    pub express: Option<(SocketAddr, i32)>,
}

impl Options {
    /// Returns whether to run the case with this name.
    pub fn wants(&self, name: &str) -> bool {
        name.contains(&self.only)
    }

    /// The database that is written to beside the server.
    fn filled_database(&self) -> Option<Database> {
        let file = self.database_file.as_ref().map(|file| Database::Sqlite(file.display().to_string()));
        file.or_else(|| self.database_url.clone().map(Database::Postgres))
    }
}

/// Runs the selected cases and writes the report to `last-run.md` and `last-run.json`.
pub async fn run(options: &Options) -> Result<()> {
    let load_before = procfs::LoadAverage::current()?.one;
    let idle = Memory::of(options.server_pid)?;
    let fsync_ms = fsync_ms(&options.scratch).context("timing a write with fsync")?;
    let project = std::fs::read(&options.project).context("reading the project")?;
    let place = Place {
        project: serde_json::from_slice(&project).context("reading the project")?,
        server: options.server,
        mock: options.mock,
        pids: [options.server_pid, options.mock_pid],
        express: options.express.zip(options.express_pid),
    };
    // First, because memory that other cases have freed would make listeners look cheaper.
    let listeners = wanted(options, listeners::NAME, listeners::run(&place)).await?;
    let rows = Requests { options, place: &place }.run().await?;
    let paced = wanted(options, paced::NAME, paced::run(&place)).await?;
    let soak = wanted(options, soak::NAME, soak::run(&place, options.soak)).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;

    let loaded = Memory::of(options.server_pid)?;
    // Last, because it makes the database large.
    let database = options.filled_database();
    let year = match (&database, &options.database_file) {
        (Some(database), Some(file)) => {
            wanted(options, year::NAME, year::run(&place, database, file, &options.setup_link)).await?
        }
        _ => None,
    };
    let full = match &database {
        Some(database) if options.full => wanted(options, full::NAME, full::run(&place, database)).await?,
        _ => None,
    };

    let mut report = Report {
        database: options.database.clone(),
        cores: available_parallelism()?.get(),
        load_before,
        fsync_ms,
        callers: options.callers,
        idle,
        loaded,
        rows,
        paced,
        listeners,
        soak,
        year,
        full,
        aims: Vec::new(),
    };
    report.aims = aims::of(&report);
    std::fs::write(options.out.join("last-run.json"), serde_json::to_vec_pretty(&report)?)?;
    std::fs::write(options.out.join("last-run.md"), report.markdown())?;
    println!("{}", report.markdown());
    Ok(())
}

async fn wanted<T>(
    options: &Options,
    name: &str,
    case: impl Future<Output = Result<T>>,
) -> Result<Option<T>> {
    if !options.wants(name) {
        return Ok(None);
    }
    case.await.map(Some).with_context(|| name.to_owned())
}

/// Returns the median time of a small write that is on the disk when it returns.
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
