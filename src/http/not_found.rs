//! The response where there is no route.

use crate::error::{Error, not_found};

/// Answers a path or method that is not served.
pub async fn no_such_path() -> Error {
    not_found("path, or not with this method")
}
