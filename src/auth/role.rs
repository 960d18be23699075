//! What members may do in a project.

pub use crate::store::memberships::Role;
