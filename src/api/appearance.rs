//! How an agent appears in the chat and the widget: what its owner sets, and what pages may overrule.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;
use utoipa::ToSchema;

use crate::error::{Result, invalid};
use crate::http::extract::object_at;
use crate::http::fields::text;
use crate::store::appearance::Appearance as Stored;
use crate::text::is_visible;

/// Maximum number of starters, and of characters in one.
const STARTERS: (usize, usize) = (4, 200);
/// Maximum numbers of characters: of a label, of a title or a question, of the welcome text, and of a URL.
const LABEL: usize = 60;
const TITLE: usize = 200;
const WELCOME: usize = 2_000;
const URL: usize = 2_048;
/// Maximum distance of the chat button from its corner, in pixels.
const OFFSET: i64 = 500;

macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident),+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        enum $name { $($(#[$variant_meta])* $variant),+ }
    };
}

choice! {
    /// The corner of the chat button.
    Side { Left, Right }
}
choice! {
    /// The chat's default colors. `auto` follows the reader's system.
    Theme { Auto, Light, Dark }
}
choice! {
    /// The icon of the chat button. `avatar` is the agent's own.
    LauncherIcon { Chat, Question, Sparkles, Avatar }
}
choice! {
    /// A language of the chat's built-in texts.
    Language { En, De, Fr, Es, Pt, Ja }
}

/// How an agent appears in the chat. Fields that are not set are left out; attributes and props of a page overrule them.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Appearance {
    /// Title of an empty conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, example = "How can I help you?")]
    welcome_title: Option<String>,
    /// Text below the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2_000)]
    welcome_text: Option<String>,
    /// Up to 4 messages to start a conversation with, each of up to 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 4, example = json!(["Where is my order?"]))]
    starters: Option<Vec<String>>,
    /// Image of the agent: an `https` URL, or, if it was uploaded, a path on this server.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2_048)]
    avatar_url: Option<String>,
    /// Logo: an `https` URL, or, if it was uploaded, a path on this server.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2_048)]
    logo_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    colors: Option<Colors>,
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<Side>,
    /// Distance of the chat button from the side of the page, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 500)]
    offset_x: Option<i64>,
    /// Distance of the chat button from the bottom of the page, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 500)]
    offset_y: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    launcher_icon: Option<LauncherIcon>,
    /// Text of the chat button.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60)]
    launcher_label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    theme: Option<Theme>,
    /// Question after a bad rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, example = "What went wrong?")]
    feedback_question: Option<String>,
    /// Languages of the chat's built-in texts. The page's language is used if it is one of them, else the first. If not
    /// set, all are available.
    #[serde(skip_serializing_if = "Option::is_none")]
    languages: Option<Vec<Language>>,
}

/// Colors as `#rgb` or `#rrggbb`. All other colors of the chat are derived from these so that text is readable.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Colors {
    /// Buttons and the user's messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "#3457d5")]
    accent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    background: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// In the dark theme. Default: `accent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    dark_accent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dark_background: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dark_text: Option<String>,
}

impl From<Stored> for Appearance {
    fn from(stored: Stored) -> Self {
        // What is stored was checked. If a later version stored something else, the chat looks as if nothing were set.
        serde_json::from_value(Value::Object(stored.into_fields())).unwrap_or_default()
    }
}

/// Checks the fields of a change. `agent_id` is the agent whose uploaded images the URLs may name.
pub(crate) fn check(patch: &Map<String, Value>, agent_id: Option<&str>) -> Result<()> {
    object_at::<Appearance>("appearance", without_nulls(patch))?.check(agent_id)
}

/// Returns the beginning of the URLs of an agent's uploaded images.
pub(crate) fn own_image_path(agent_id: &str) -> String {
    format!("/files/agents/{agent_id}/")
}

fn without_nulls(patch: &Map<String, Value>) -> Map<String, Value> {
    let present = patch.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| {
        let value = match value {
            Value::Object(inner) => Value::Object(without_nulls(inner)),
            other => other.clone(),
        };
        (name.clone(), value)
    });
    present.collect()
}

impl Appearance {
    fn check(self, agent_id: Option<&str>) -> Result<()> {
        let texts = [
            ("welcome_title", self.welcome_title, TITLE),
            ("welcome_text", self.welcome_text, WELCOME),
            ("launcher_label", self.launcher_label, LABEL),
            ("feedback_question", self.feedback_question, TITLE),
        ];
        for (field, value, limit) in texts {
            if let Some(value) = value {
                text(&format!("appearance.{field}"), value, limit)?;
            }
        }
        check_starters(self.starters.unwrap_or_default())?;
        for (field, url) in [("avatar_url", self.avatar_url), ("logo_url", self.logo_url)] {
            if let Some(url) = url {
                check_image_url(field, &url, agent_id)?;
            }
        }
        for (field, offset) in [("offset_x", self.offset_x), ("offset_y", self.offset_y)] {
            if offset.is_some_and(|offset| !(0..=OFFSET).contains(&offset)) {
                return Err(invalid(format!("appearance.{field}: must be an integer from 0 to {OFFSET}")));
            }
        }
        if self.languages.is_some_and(|languages| languages.is_empty()) {
            return Err(invalid("appearance.languages: must name at least one language"));
        }
        self.colors.unwrap_or_default().check()
    }
}

fn check_starters(starters: Vec<String>) -> Result<()> {
    let (most, length) = STARTERS;
    if starters.len() > most {
        return Err(invalid(format!("appearance.starters: must not be more than {most}")));
    }
    for starter in starters {
        if !is_visible(&text("appearance.starters", starter, length)?) {
            return Err(invalid("appearance.starters: each must contain a visible character"));
        }
    }
    Ok(())
}

/// Images come from an `https` URL or are the agent's own, so that no page loads anything else.
fn check_image_url(field: &str, url: &str, agent_id: Option<&str>) -> Result<()> {
    let own = agent_id.map(own_image_path).is_some_and(|path| url.starts_with(&path));
    let remote = || {
        Url::parse(url)
            .is_ok_and(|url| url.scheme() == "https" && url.username().is_empty() && url.password().is_none())
    };
    if url.len() <= URL && (own || remote()) {
        return Ok(());
    }
    Err(invalid(format!("appearance.{field}: must be an https URL of up to {URL} characters")))
}

impl Colors {
    fn check(self) -> Result<()> {
        let colors = [
            ("accent", self.accent),
            ("background", self.background),
            ("text", self.text),
            ("dark_accent", self.dark_accent),
            ("dark_background", self.dark_background),
            ("dark_text", self.dark_text),
        ];
        for (field, color) in colors {
            if color.is_some_and(|color| !is_hex_color(&color)) {
                return Err(invalid(format!("appearance.colors.{field}: must be a color such as #3457d5")));
            }
        }
        Ok(())
    }
}

fn is_hex_color(color: &str) -> bool {
    color.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}
