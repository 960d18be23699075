//! The commands.

mod key;
mod member;
mod project;
mod serve;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use proficient::config::{Config, Overrides};
use proficient::store::{Options, Store};
use secrecy::ExposeSecret;

/// Anything that ends a command; its text is for the person at the terminal.
pub type Failed = Box<dyn Error + Send + Sync>;

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
    /// Make and change projects; also while a server runs on the same database.
    #[command(subcommand)]
    Project(project::Project),
    /// Make, list and revoke a project's secret keys.
    #[command(subcommand)]
    Key(key::Key),
    /// Print a link with which the first member sets the dashboard up.
    SetupLink(member::SetupLink),
    /// List the dashboard's members, and help one who has forgotten the password.
    #[command(subcommand)]
    Member(member::Member),
    /// Print the specification of the API (openapi.json).
    Openapi {
        /// That of the dashboard's own API, from which its types are made.
        #[arg(long)]
        dashboard: bool,
    },
}

/// Which settings and which database.
#[derive(Debug, Args)]
pub struct Where {
    /// File with settings; see config.default.toml.
    #[arg(long, value_name = "FILE", env = "PROFICIENT_CONFIG")]
    config: Option<PathBuf>,
    /// Folder of everything that is kept on this machine [default: ./proficient-data].
    #[arg(long, value_name = "DIR")]
    data_dir: Option<String>,
    /// sqlite://FILE or postgres://… [default: a file in the data folder; also DATABASE_URL].
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

impl Where {
    fn config(&self, more: Overrides) -> Result<Config, Failed> {
        let overrides =
            Overrides { data_dir: self.data_dir.clone(), database: self.database.clone(), ..more };
        Ok(Config::load(self.config.as_deref(), &overrides)?)
    }

    /// Does something with a database that is there, and closes it.
    fn with_store<T>(&self, action: impl AsyncFnOnce(&Store) -> Result<T, Failed>) -> Result<T, Failed> {
        self.with_opened(false, action)
    }

    /// The same, making the database if it is missing.
    fn with_new_store<T>(&self, action: impl AsyncFnOnce(&Store) -> Result<T, Failed>) -> Result<T, Failed> {
        self.with_opened(true, action)
    }

    fn with_opened<T>(
        &self,
        create: bool,
        action: impl AsyncFnOnce(&Store) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        let config = self.config(Overrides::default())?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let url = proficient::database_url(&config);
            let options = Options { create, connections: 1, ..Options::default() };
            let store = Store::open_with(url.expose_secret(), &options).await?;
            let outcome = action(&store).await;
            store.close().await;
            outcome
        })
    }
}

/// Runs one command.
pub fn run(command: Command) -> Result<(), Failed> {
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

/// Tells what went wrong, with its causes.
pub fn complain(error: &Failed) {
    let mut text = format!("proficient: {error}\n");
    let mut cause = error.source();
    while let Some(source) = cause {
        let source_text = source.to_string();
        // Many errors say their cause themselves.
        if !text.contains(&source_text) {
            text.push_str(&format!(
                "  because: {source_text}
"
            ));
        }
        cause = source.source();
    }
    // Where standard error is closed there is nobody to tell.
    let _written = std::io::stderr().write_all(text.as_bytes());
}

fn print(text: &str) -> Result<(), Failed> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
