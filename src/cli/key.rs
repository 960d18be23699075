//! `proficient key …`

use clap::Subcommand;
use proficient::auth::keys;
use proficient::store::audit::Actor;
use serde_json::json;

use super::project::{show_object, valid_name};
use super::{Failed, Where, print};

/// Commands on a project's secret keys.
#[derive(Debug, Subcommand)]
pub enum Key {
    /// Make another secret key. It is shown this once; the others stay valid.
    Create {
        /// The project's ID.
        #[arg(long, value_name = "ID")]
        project: String,
        /// What to call it.
        #[arg(long)]
        name: String,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Where,
    },
    /// List a project's secret keys by name and first characters.
    List {
        /// The project's ID.
        #[arg(long, value_name = "ID")]
        project: String,
        #[command(flatten)]
        place: Where,
    },
    /// Revoke a secret key. A running server obeys within one second.
    Revoke {
        /// The project's ID.
        #[arg(long, value_name = "ID")]
        project: String,
        /// The key's ID (key_…), from `list`.
        #[arg(long, value_name = "ID")]
        key: String,
        #[command(flatten)]
        place: Where,
    },
}

impl Key {
    pub(super) fn run(self) -> Result<(), Failed> {
        match self {
            Self::Create { project, name, json: as_json, place } => {
                let (secret_key, stored) = keys::new_secret(valid_name(&name)?);
                let shown = json!({ "key_id": stored.id, "name": stored.name, "secret_key": secret_key });
                place.with_store(async |store| Ok(store.add_key(project, stored, Actor::cli()).await?))?;
                show_object(&shown, as_json)
            }
            Self::List { project, place } => {
                let all = place.with_store(async |store| {
                    store.project(&project).await?;
                    Ok(store.keys(&project).await?)
                })?;
                print(
                    &all.iter()
                        .map(|key| format!("{}  {}…  {}\n", key.id, key.prefix, key.name))
                        .collect::<String>(),
                )
            }
            Self::Revoke { project, key, place } => {
                let id = key.clone();
                place.with_store(async |store| {
                    Ok(store.revoke_key(project, key, Actor::cli()).await.map(drop)?)
                })?;
                print(&format!("{id} is revoked\n"))
            }
        }
    }
}
