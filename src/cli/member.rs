//! `proficient setup-link` and `proficient member …`

use clap::{Args, Subcommand};
use proficient::auth::keys;
use proficient::dashboard::links;
use proficient::store::links::LinkKind;
use serde_json::{Value, json};

use super::{Failed, Where, print};

/// Members a list shows at most.
const LISTED: i64 = 1_000;

/// Options of `setup-link`.
#[derive(Debug, Args)]
pub struct SetupLink {
    #[command(flatten)]
    place: Where,
}

/// Commands on members.
#[derive(Debug, Subcommand)]
pub enum Member {
    /// List the members, newest first.
    List {
        /// Print one JSON array.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Where,
    },
    /// Print a link with which a member chooses a new password.
    ResetPassword {
        /// The member's e-mail address.
        #[arg(long)]
        email: String,
        #[command(flatten)]
        place: Where,
    },
}

impl SetupLink {
    pub(super) fn run(self) -> Result<(), Failed> {
        let config = self.place.config(Default::default())?;
        let token = self.place.with_new_store(async |store| {
            if !store.has_no_member().await? {
                return Err(
                    "this server has been set up already. For a forgotten password: proficient member \
                            reset-password --email ADDRESS"
                        .into(),
                );
            }
            Ok(links::make_setup(store, &config).await?)
        })?;
        print(&format!("{}\n", links::setup(&links::base(&config, None), &token)))
    }
}

impl Member {
    pub(super) fn run(self) -> Result<(), Failed> {
        match self {
            Self::List { json, place } => list(json, &place),
            Self::ResetPassword { email, place } => reset_password(&email.trim().to_lowercase(), &place),
        }
    }
}

fn list(as_json: bool, place: &Where) -> Result<(), Failed> {
    let members = place.with_store(async |store| Ok(store.all_members(LISTED).await?))?;
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

fn reset_password(email: &str, place: &Where) -> Result<(), Failed> {
    let config = place.config(Default::default())?;
    let token = links::new_token();
    let expires_at = links::expiry(&config);
    place.with_store(async |store| {
        if store.member_by_email(email).await?.is_none() {
            return Err(format!("--email: no member has the address {email}").into());
        }
        Ok(store.create_link(LinkKind::Reset, keys::hash(&token), email.to_owned(), expires_at).await?)
    })?;
    print(&format!("{}\n", links::reset(&links::base(&config, None), &token)))
}
