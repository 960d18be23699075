//! Who sends the first message of an interaction.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who sends the first message of an interaction.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", try_from = "String")]
#[schema(rename_all = "snake_case")]
pub enum InitialTurn {
    /// The user.
    #[default]
    User,
    /// The agent, with its greeting message.
    Agent,
}

/// Accepts strings only. A derived implementation would also accept an object.
impl TryFrom<String> for InitialTurn {
    type Error = &'static str;

    fn try_from(turn: String) -> std::result::Result<Self, Self::Error> {
        match turn.as_str() {
            "user" => Ok(Self::User),
            "agent" => Ok(Self::Agent),
            _ => Err("must be user or agent"),
        }
    }
}

impl InitialTurn {
    /// Returns the name in the database.
    pub(in crate::api) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Agent => "agent",
        }
    }
}
