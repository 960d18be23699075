//! Parses database URLs.

use std::fs::{DirBuilder, File};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::error::OpenError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    /// The path of a file.
    Sqlite(PathBuf),
    /// A URL.
    Postgres(String),
}

/// Parses a URL. Ignores the query of a SQLite URL, because all settings of SQLite are fixed.
pub(crate) fn parse(url: &str) -> Result<Location, OpenError> {
    if let Some(file) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) {
        let path = file.split('?').next().unwrap_or(file);
        let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
        if path.is_empty() || path.contains(":memory:") {
            return Err(OpenError::Url(url.to_owned()));
        }
        return Ok(Location::Sqlite(path.into()));
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Location::Postgres(url.to_owned()));
    }
    Err(OpenError::Url(url.split_once("://").map_or("(no scheme)", |(scheme, _)| scheme).to_owned()))
}

/// Creates the file and its folder if they are missing and `create` allows it. Only this user can read them.
pub(crate) fn prepare(path: &Path, create: bool) -> Result<(), OpenError> {
    if !create {
        return match path.exists() {
            true => Ok(()),
            false => Err(OpenError::Missing(path.display().to_string())),
        };
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| OpenError::Create(folder.display().to_string(), error))?;
    }
    let file = File::options().create(true).append(true).mode(0o600).open(path);
    file.map(drop).map_err(|error| OpenError::Create(path.display().to_string(), error))
}
