//! `proficient project …`

use clap::{Subcommand, ValueEnum};
use proficient::auth::keys;
use proficient::clock::{hour, now};
use proficient::store::audit::Actor;
use proficient::store::hmac_counts::HmacCounts;
use proficient::store::projects::Project as Row;
use serde_json::{Value, json};

use super::{CommandError, ConfigArgs, print};

/// Maximum number of projects in a list.
const MAX_LISTED: i64 = 1_000;

/// Commands on projects.
#[derive(Debug, Subcommand)]
pub enum Project {
    /// Create a project with its keys. The secret key is shown only once.
    Create {
        /// The project's name.
        #[arg(long)]
        name: String,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        args: ConfigArgs,
    },
    /// List projects, newest first.
    List {
        /// Print one JSON array.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        args: ConfigArgs,
    },
    /// Show a project, with the HMAC results of its Client API requests in the last 24 hours.
    Show {
        /// The project's ID.
        #[arg(long, value_name = "ID")]
        project: String,
        /// Also show the HMAC secret. This is recorded in the audit log.
        #[arg(long)]
        reveal: bool,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        args: ConfigArgs,
    },
    /// Turn HMAC authentication on or off. Takes effect within one second on running servers.
    Hmac {
        /// The project's ID.
        #[arg(long, value_name = "ID")]
        project: String,
        /// Whether Client API requests require a valid HMAC.
        state: Switch,
        #[command(flatten)]
        args: ConfigArgs,
    },
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// Requests without a valid HMAC are rejected.
    On,
    /// HMACs are only counted.
    Off,
}

impl Project {
    pub(super) fn run(self) -> Result<(), CommandError> {
        match self {
            Self::Create { name, json, args } => create(&name, json, &args),
            Self::List { json, args } => list(json, &args),
            Self::Show { project, reveal, json, args } => show(&project, reveal, json, &args),
            Self::Hmac { project, state, args } => hmac(project, state, &args),
        }
    }
}

fn create(name: &str, as_json: bool, args: &ConfigArgs) -> Result<(), CommandError> {
    let name = valid_name(name)?;
    let project = keys::new_project(name);
    let (secret_key, stored) = keys::new_secret("first key");
    let shown = json!({
        "project_id": project.id,
        "name": project.name,
        "publishable_key": project.publishable_key,
        "secret_key": secret_key,
        "hmac_secret": project.hmac_secret,
    });
    args.with_new_store(async |store| Ok(store.create_project(project, stored, Actor::cli()).await?))?;
    show_object(&shown, as_json)
}

/// Validates the name of a project or a key.
pub(super) fn valid_name(name: &str) -> Result<&str, CommandError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 256 || name.contains('\0') {
        return Err("--name: must have 1 to 256 characters".into());
    }
    Ok(name)
}

fn list(as_json: bool, args: &ConfigArgs) -> Result<(), CommandError> {
    let projects = args.with_store(async |store| Ok(store.projects(MAX_LISTED).await?))?;
    if as_json {
        let all: Vec<Value> = projects.iter().map(describe).collect();
        return print(&format!("{}\n", Value::from(all)));
    }
    let line = |project: &Row| format!("{}  {}  {}\n", project.id, project.publishable_key, project.name);
    print(&projects.iter().map(line).collect::<String>())
}

fn show(id: &str, reveal: bool, as_json: bool, args: &ConfigArgs) -> Result<(), CommandError> {
    let (project, counts): (Row, HmacCounts) = args.with_store(async |store| {
        let project = match reveal {
            true => store.reveal_hmac_secret(id.to_owned(), Actor::cli()).await?,
            false => store.project(id).await?,
        };
        Ok((project, store.hmac_counts(id, hour(now()) - 23).await?))
    })?;
    let mut shown = describe(&project);
    if reveal {
        shown["hmac_secret"] = project.hmac_secret.into();
        if !project.hmac_secret_before.is_empty() {
            shown["retiring_secret"] = project.hmac_secret_before.into();
        }
    }
    shown["hmac_valid_24h"] = counts.valid.into();
    shown["hmac_missing_24h"] = counts.missing.into();
    shown["hmac_wrong_24h"] = counts.wrong.into();
    shown["hmac_retiring_24h"] = counts.retiring.into();
    show_object(&shown, as_json)
}

fn hmac(id: String, state: Switch, args: &ConfigArgs) -> Result<(), CommandError> {
    let project =
        args.with_store(async |store| Ok(store.set_hmac(id, state == Switch::On, Actor::cli()).await?))?;
    let state = if project.hmac_enabled != 0 { "on" } else { "off" };
    print(&format!("HMAC authentication of {} ({}) is {state}\n", project.name, project.id))
}

fn describe(project: &Row) -> Value {
    json!({
        "project_id": project.id,
        "name": project.name,
        "publishable_key": project.publishable_key,
        "hmac_enabled": project.hmac_enabled != 0,
    })
}

/// Prints an object as JSON, or one field per line.
pub(super) fn show_object(object: &Value, as_json: bool) -> Result<(), CommandError> {
    if as_json {
        return print(&format!("{object}\n"));
    }
    let fields = object.as_object().into_iter().flatten();
    print(
        &fields
            .map(|(name, value)| {
                format!("{name:<18}{}\n", value.as_str().map_or(value.to_string(), str::to_owned))
            })
            .collect::<String>(),
    )
}
