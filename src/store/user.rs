//! A user of a project.

use sql::FromRow;

/// A user of a project.
#[derive(Debug, Clone, FromRow)]
pub struct User {
    /// `u_…`
    pub id: String,
    /// The project.
    pub project_id: String,
    /// The app's own ID of the user.
    pub external_id: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// Whether it is a live user, not a test user.
    pub live_mode: bool,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub updated_at: i64,
}
