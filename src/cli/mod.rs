//! The command line.

mod key;
mod member;
mod project;
mod serve;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use proficient::config::{Config, Overrides};
use proficient::store::Store;
use secrecy::ExposeSecret;

/// An error that ends a command, with a message for the terminal.
pub type CommandError = Box<dyn Error + Send + Sync>;

/// Conversational AI agents for your app, self-hosted in one binary.
#[derive(Debug, Parser)]
#[command(name = "proficient", version)]
pub struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Run the server.
    Serve(serve::Serve),
    /// Create and manage projects. A server may be running on the same database.
    #[command(subcommand)]
    Project(project::Project),
    /// Create, list and revoke a project's secret keys.
    #[command(subcommand)]
    Key(key::Key),
    /// Print a link for setting up the dashboard and its first member.
    SetupLink(member::SetupLink),
    /// List dashboard members, and reset a forgotten password.
    #[command(subcommand)]
    Member(member::Member),
    /// Print the OpenAPI document of the APIs (openapi.json).
    Openapi {
        /// Print that of the dashboard API instead.
        #[arg(long)]
        dashboard: bool,
    },
}

/// Options for settings and database.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// Settings file; config.default.toml documents all settings.
    #[arg(long, value_name = "FILE", env = "PROFICIENT_CONFIG")]
    config: Option<PathBuf>,
    /// Folder for everything stored on this machine [default: ./proficient-data].
    #[arg(long, value_name = "DIR")]
    data_dir: Option<String>,
    /// sqlite://FILE or postgres://… [default: DATABASE_URL, or a file in the data folder].
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

impl ConfigArgs {
    fn load(&self, more: Overrides) -> Result<Config, CommandError> {
        let overrides =
            Overrides { data_dir: self.data_dir.clone(), database: self.database.clone(), ..more };
        Ok(Config::load(self.config.as_deref(), &overrides)?)
    }

    /// Opens an existing database for an action.
    fn with_store<T>(
        &self,
        action: impl AsyncFnOnce(&Store) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        self.with_opened(false, action)
    }

    /// Opens a database for an action, creating it if it does not exist.
    fn with_new_store<T>(
        &self,
        action: impl AsyncFnOnce(&Store) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        self.with_opened(true, action)
    }

    fn with_opened<T>(
        &self,
        create: bool,
        action: impl AsyncFnOnce(&Store) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        let config = self.load(Overrides::default())?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let url = proficient::database_url(&config);
            let store = match create {
                true => Store::open(url.expose_secret(), 1).await?,
                false => Store::open_existing(url.expose_secret(), 1).await?,
            };
            let outcome = action(&store).await;
            store.close().await;
            outcome
        })
    }
}

/// Runs a command.
pub fn run(command: Command) -> Result<(), CommandError> {
    match command.action {
        Action::Serve(serve) => serve.run(),
        Action::Project(project) => project.run(),
        Action::Key(key) => key.run(),
        Action::SetupLink(link) => link.run(),
        Action::Member(member) => member.run(),
        Action::Openapi { dashboard: true } => print(&proficient::dashboard::router::document()),
        Action::Openapi { dashboard: false } => print(&proficient::api::operations::document()),
    }
}

/// Prints an error and its causes.
pub fn report(error: &CommandError) {
    let mut text = format!("proficient: {error}\n");
    let mut cause = error.source();
    while let Some(source) = cause {
        let source_text = source.to_string();
        // Many errors include their cause.
        if !text.contains(&source_text) {
            text.push_str(&format!("  caused by: {source_text}\n"));
        }
        cause = source.source();
    }
    // A closed standard error cannot be reported anywhere.
    let _written = std::io::stderr().write_all(text.as_bytes());
}

fn print(text: &str) -> Result<(), CommandError> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
