//! The headers that identify callers of the Client API.

use axum::http::HeaderName;

/// The publishable key.
pub const API_KEY: HeaderName = HeaderName::from_static("x-proficient-api-key");
/// The app's own ID of its user.
pub const USER_EXTERNAL_ID: HeaderName = HeaderName::from_static("x-proficient-user-external-id");
/// The proof of that ID.
pub const USER_HMAC: HeaderName = HeaderName::from_static("x-proficient-user-hmac");
