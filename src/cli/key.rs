//! `proficient key …`

use clap::Subcommand;
use proficient::auth::keys;
use proficient::store::audit::Actor;
use serde_json::json;

use super::project::{show_object, valid_name};
use super::{CommandError, ConfigArgs, print};

/// Commands on a project's secret keys.
#[derive(Debug, Subcommand)]
pub enum Key {
    /// Create a secret key and print it. It is shown only once; other keys stay valid.
    Create {
        /// The project's ID.
        #[arg(long, value_name = "ID")]
        project: String,
        /// The key's name.
        #[arg(long)]
        name: String,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        args: ConfigArgs,
    },
    /// List a project's secret keys, without the keys themselves.
    List {
        /// The project's ID.
        #[arg(long, value_name = "ID")]
        project: String,
        #[command(flatten)]
        args: ConfigArgs,
    },
    /// Revoke a secret key. Running servers reject it within one second.
    Revoke {
        /// The project's ID.
        #[arg(long, value_name = "ID")]
        project: String,
        /// The key's ID (key_…), from `list`.
        #[arg(long, value_name = "ID")]
        key: String,
        #[command(flatten)]
        args: ConfigArgs,
    },
}

impl Key {
    pub(super) fn run(self) -> Result<(), CommandError> {
        match self {
            Self::Create { project, name, json: as_json, args } => {
                let (secret_key, stored) = keys::new_secret(valid_name(&name)?);
                let shown = json!({ "key_id": stored.id, "name": stored.name, "secret_key": secret_key });
                args.with_store(async |store| Ok(store.add_key(project, stored, Actor::cli()).await?))?;
                show_object(&shown, as_json)
            }
            Self::List { project, args } => {
                let all = args.with_store(async |store| {
                    store.project(&project).await?;
                    Ok(store.keys(&project).await?)
                })?;
                print(
                    &all.iter()
                        .map(|key| format!("{}  {}…  {}\n", key.id, key.prefix, key.name))
                        .collect::<String>(),
                )
            }
            Self::Revoke { project, key, args } => {
                let id = key.clone();
                args.with_store(async |store| {
                    Ok(store.revoke_key(project, key, Actor::cli()).await.map(drop)?)
                })?;
                print(&format!("revoked {id}\n"))
            }
        }
    }
}
