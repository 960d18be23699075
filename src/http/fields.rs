//! Parsing and validating the fields of a body.
//!
//! In an update, a field is absent (unchanged), `null` (cleared) or a value: `Option<Option<T>>`. On creation, `null`
//! is the same as absent: `Option<T>`.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::error::{Result, invalid};

/// Maximum length of a name, in characters.
pub const NAME: usize = 256;
/// Maximum length of a description, in characters.
pub const DESCRIPTION: usize = 4_096;
/// Maximum length of a template, in characters.
pub const TEMPLATE: usize = 262_144;

/// Maximum length of an ID that a client chooses, in characters.
const CLIENT_ID: usize = 128;

/// Deserializes an `Option<Option<T>>`, distinguishing `null` from absent. Used with `#[serde(default)]`.
pub fn present<'de, D, T>(deserializer: D) -> std::result::Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Like [`present`], for a nested object. A derived implementation would also accept an array.
pub fn present_object<'de, D, T>(deserializer: D) -> std::result::Result<Option<Option<T>>, D::Error>
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
            // The dot joins the path to the object's name.
            _ => format!(".{path}: {}", error.into_inner()),
        })
    })?;
    Ok(Some(Some(object)))
}

/// Checks that a text has at most `limit` characters, none of them NUL.
pub fn text(field: &str, text: String, limit: usize) -> Result<String> {
    // There are at least as many bytes as characters, so most texts need no counting.
    if text.len() > limit && text.chars().count() > limit {
        return Err(invalid(format!("{field}: must not be longer than {limit} characters")));
    }
    if text.contains('\0') {
        return Err(invalid(format!("{field}: must not contain the character U+0000")));
    }
    Ok(text)
}

/// Checks a text of a new object; an absent one is empty.
pub fn new_text(field: &str, value: Option<String>, limit: usize) -> Result<String> {
    text(field, value.unwrap_or_default(), limit)
}

/// Checks a text in an update; `null` makes it empty.
pub fn changed_text(field: &str, value: Option<Option<String>>, limit: usize) -> Result<Option<String>> {
    value.map(|value| new_text(field, value, limit)).transpose()
}

/// Checks an ID that the client chose; returns an empty text if it is absent.
pub fn client_id(value: Option<String>) -> Result<String> {
    let Some(id) = value else { return Ok(String::new()) };
    if (1..=CLIENT_ID).contains(&id.len()) && id.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(id);
    }
    Err(invalid(format!("client_id: must be 1 to {CLIENT_ID} printable ASCII characters")))
}

/// Checks that a number is between `low` and `high`.
pub fn range(field: &str, value: Option<f64>, low: f64, high: f64) -> Result<()> {
    match value {
        Some(value) if !(low..=high).contains(&value) => {
            Err(invalid(format!("{field}: must be a number from {low} to {high}")))
        }
        _ => Ok(()),
    }
}
