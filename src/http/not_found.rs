//! The response to a request without a route.

use crate::error::{Error, not_found};

/// Returns the error for a path or method that is not served.
pub async fn no_such_path() -> Error {
    not_found("path, or not with this method")
}
