//! `\{{`, which stands for the braces themselves.
//!
//! An ordinary tag replaces it before the guard and the parser read the text, so that both see the same tags.
//! `\\{{` is a backslash and a tag.

use std::borrow::Cow;

use serde::Serialize;

/// The texts that escapes stand for, as a field at the root of each scope.
#[derive(Debug, Serialize)]
pub(super) struct Escaped {
    brace: &'static str,
    backslash: &'static str,
}

pub(super) const ESCAPED: Escaped = Escaped { brace: "{", backslash: "\\" };

const BRACE: &str = "{{@root.escaped.brace}}";
const BACKSLASH: &str = "{{@root.escaped.backslash}}";

/// Replaces escapes with tags, and returns the text for the parser.
pub fn replace_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains("\\{{") {
        return Cow::Borrowed(text);
    }
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\\{{") {
        let (before, escape) = rest.split_at(at);
        if let Some(before) = before.strip_suffix('\\') {
            replaced.push_str(before);
            replaced.push_str(BACKSLASH);
            // The tag that follows the backslashes.
            replaced.push_str("{{");
        } else {
            // A brace before the tag would become part of it.
            let text = before.trim_end_matches('{');
            replaced.push_str(text);
            replaced.push_str(&BRACE.repeat(before.len() - text.len() + 2));
        }
        rest = &escape["\\{{".len()..];
    }
    replaced.push_str(rest);
    Cow::Owned(replaced)
}
