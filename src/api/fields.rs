//! Reading and checking the fields of a body.
//!
//! In an update a field is absent (left as it is), `null` (cleared) or a value: `Option<Option<T>>`. On creation `null`
//! is the same as absent: `Option<T>`.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::error::{Result, invalid};

/// Characters of a name at most.
pub(crate) const NAME: usize = 256;
/// Characters of a description at most.
pub(crate) const DESCRIPTION: usize = 4_096;
/// Characters of a template at most.
pub(crate) const TEMPLATE: usize = 262_144;

/// For `Option<Option<T>>`: tells `null` from absent. Used with `#[serde(default)]`.
pub(crate) fn present<'de, D, T>(deserializer: D) -> std::result::Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Like [`present`] for a nested object: a derived type would also take an array.
pub(crate) fn present_object<'de, D, T>(deserializer: D) -> std::result::Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let Some(object) = Option::<Map<String, Value>>::deserialize(deserializer)? else {
        return Ok(Some(None));
    };
    let object = serde_path_to_error::deserialize(Value::Object(object)).map_err(|error| {
        let path = error.path().to_string();
        D::Error::custom(match path.as_str() {
            "." => error.into_inner().to_string(),
            // The dot joins it to the name of the object.
            _ => format!(".{path}: {}", error.into_inner()),
        })
    })?;
    Ok(Some(Some(object)))
}

/// A text that fits: at most `limit` characters, none of them NUL.
pub(crate) fn text(field: &str, text: String, limit: usize) -> Result<String> {
    // Bytes bound characters, so most texts need no counting.
    if text.len() > limit && text.chars().count() > limit {
        return Err(invalid(format!("{field}: longer than {limit} characters")));
    }
    if text.contains('\0') {
        return Err(invalid(format!("{field}: contains the character U+0000")));
    }
    Ok(text)
}

/// A text of a new object: empty if it is absent.
pub(crate) fn new_text(field: &str, value: Option<String>, limit: usize) -> Result<String> {
    text(field, value.unwrap_or_default(), limit)
}

/// A text in an update: cleared is empty.
pub(crate) fn changed_text(
    field: &str,
    value: Option<Option<String>>,
    limit: usize,
) -> Result<Option<String>> {
    value.map(|value| new_text(field, value, limit)).transpose()
}

/// A number from `low` to `high`.
pub(crate) fn range(field: &str, value: Option<f64>, low: f64, high: f64) -> Result<()> {
    match value {
        Some(value) if !(low..=high).contains(&value) => {
            Err(invalid(format!("{field}: must be a number from {low} to {high}")))
        }
        _ => Ok(()),
    }
}
