//! How values of settings are read.

use std::collections::HashMap;
use std::time::Duration;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};

/// Reads a number of seconds.
pub(super) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    Duration::try_from_secs_f64(seconds).map_err(D::Error::custom)
}

/// Reads a number of seconds that may be absent.
pub(super) fn optional_seconds<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    seconds(deserializer).map(Some)
}

/// Reads a table: from a variable as a JSON object, which replaces the whole table.
pub(super) fn table<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<HashMap<String, T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum TableOrJson<T> {
        Table(HashMap<String, T>),
        Json(String),
    }
    match TableOrJson::deserialize(deserializer)? {
        TableOrJson::Table(table) => Ok(table),
        TableOrJson::Json(text) => serde_json::from_str(&text)
            .map_err(|error| D::Error::custom(format!("not a JSON object for this table: {error}"))),
    }
}
