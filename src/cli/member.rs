//! `proficient setup-link` and `proficient member …`

use clap::{Args, Subcommand};
use proficient::auth::keys;
use proficient::config::Config;
use proficient::dashboard::links;
use proficient::store::Store;
use proficient::store::links::LinkKind;
use serde_json::{Value, json};

use super::{CommandError, ConfigArgs, print};

/// Maximum number of members in a list.
const MAX_LISTED: i64 = 1_000;

/// Options of `setup-link`.
#[derive(Debug, Args)]
pub struct SetupLink {
    #[command(flatten)]
    args: ConfigArgs,
}

/// Commands on members.
#[derive(Debug, Subcommand)]
pub enum Member {
    /// List members, newest first.
    List {
        /// Print one JSON array.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        args: ConfigArgs,
    },
    /// Print a link for choosing a new password.
    ResetPassword {
        /// The member's email address.
        #[arg(long)]
        email: String,
        #[command(flatten)]
        args: ConfigArgs,
    },
}

impl SetupLink {
    pub(super) fn run(self) -> Result<(), CommandError> {
        let config = self.args.load(Default::default())?;
        let (base, token) = self.args.with_new_store(async |store| {
            if !store.has_no_member().await? {
                return Err(
                    "this server is already set up. To reset a forgotten password, run: proficient member reset-password \
                     --email ADDRESS"
                        .into(),
                );
            }
            Ok((base(&config, store), links::create_setup(store, &config).await?))
        })?;
        print(&format!("{}\n", links::setup(&base, &token)))
    }
}

impl Member {
    pub(super) fn run(self) -> Result<(), CommandError> {
        match self {
            Self::List { json, args } => list(json, &args),
            Self::ResetPassword { email, args } => reset_password(&email.trim().to_lowercase(), &args),
        }
    }
}

fn list(as_json: bool, args: &ConfigArgs) -> Result<(), CommandError> {
    let members = args.with_store(async |store| Ok(store.all_members(MAX_LISTED).await?))?;
    if as_json {
        let all = members.iter().map(|member| {
            json!({"id": member.id, "email": member.email, "name": member.name, "operator": member.operator})
        });
        return print(&format!("{}\n", all.collect::<Value>()));
    }
    print(
        &members
            .iter()
            .map(|member| format!("{}  {}  {}\n", member.id, member.email, member.name))
            .collect::<String>(),
    )
}

fn reset_password(email: &str, args: &ConfigArgs) -> Result<(), CommandError> {
    let config = args.load(Default::default())?;
    let token = links::new_token();
    let expires_at = links::expiry(&config);
    let base = args.with_store(async |store| {
        if store.member_by_email(email).await?.is_none() {
            return Err(format!("--email: there is no member with the address {email}").into());
        }
        store.create_link(LinkKind::Reset, keys::hash(&token), email.to_owned(), expires_at).await?;
        Ok(base(&config, store))
    })?;
    print(&format!("{}\n", links::reset(&base, &token)))
}

/// Returns the URL of the server that links lead to: the one that is running, which may listen elsewhere than the
/// settings of this command say.
fn base(config: &Config, store: &Store) -> String {
    match store.running_server() {
        Some(running) if config.public_url.is_empty() => running,
        _ => links::base(config, None),
    }
}
