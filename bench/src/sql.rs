//! The server's database, written to beside the server with the engine's own shell.

use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use tokio::{io::AsyncWriteExt, process::Command};

/// Where the server keeps its data.
#[derive(Clone, Debug)]
pub enum Database {
    /// The file.
    Sqlite(String),
    /// The URL.
    Postgres(String),
}

impl Database {
    /// Runs statements in one transaction.
    pub async fn run(&self, sql: &str) -> Result<()> {
        self.shell(&format!("BEGIN;\n{sql}\nCOMMIT;\n")).await.map(drop)
    }

    /// Updates the engine's statistics, as PostgreSQL's autovacuum does sooner or later.
    pub async fn analyze(&self) -> Result<()> {
        match self {
            // SQLite gets no statistics here, because the server does not collect any either.
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => self.shell("VACUUM ANALYZE;\n").await.map(drop),
        }
    }

    /// Its size on disk.
    pub async fn megabytes(&self) -> Result<f64> {
        let bytes = match self {
            Self::Sqlite(file) => std::fs::metadata(file)?.len() as f64,
            Self::Postgres(_) => {
                self.shell("SELECT pg_database_size(current_database());\n").await?.trim().parse()?
            }
        };
        Ok(bytes / 1e6)
    }

    async fn shell(&self, sql: &str) -> Result<String> {
        let mut command = match self {
            Self::Sqlite(file) => {
                let mut command = Command::new("sqlite3");
                command.args(["-bail", "-cmd", ".timeout 60000"]).arg(file);
                command
            }
            Self::Postgres(url) => {
                let mut command = Command::new("psql");
                command.args(["--no-psqlrc", "--quiet", "--tuples-only", "-v", "ON_ERROR_STOP=1", url]);
                command
            }
        };
        let mut shell = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("starting the database's shell")?;
        let mut input = shell.stdin.take().context("the shell reads nothing")?;
        input.write_all(sql.as_bytes()).await?;
        drop(input);
        let ended = shell.wait_with_output().await?;
        ensure!(ended.status.success(), "the database's shell ended with {}", ended.status);
        Ok(String::from_utf8_lossy(&ended.stdout).into_owned())
    }
}
