//! What members may do in a project.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A member's role in a project; each may do all that those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", try_from = "String")]
#[schema(rename_all = "snake_case")]
pub enum Role {
    /// Reads everything but secrets.
    Viewer,
    /// Changes settings, agents, users and conversations; no members, no secrets.
    Developer,
    /// Members and secrets, too.
    Admin,
    /// Owners, too, and deleting the project.
    Owner,
}

impl Role {
    /// As it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Developer => "developer",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// From the store; what is not known there may the least.
    pub fn stored(name: &str) -> Self {
        Self::try_from(name.to_owned()).unwrap_or(Self::Viewer)
    }
}

/// From a string only: a derived enum would also take an object.
impl TryFrom<String> for Role {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match name.as_str() {
            "viewer" => Ok(Self::Viewer),
            "developer" => Ok(Self::Developer),
            "admin" => Ok(Self::Admin),
            "owner" => Ok(Self::Owner),
            _ => Err("must be owner, admin, developer or viewer"),
        }
    }
}
