//! External IDs: the app's own IDs of its users.

use std::borrow::Cow;

/// Maximum characters of an external ID.
const LENGTH: usize = 256;

/// What programs write when a value is missing. As an external ID, it would make one user of many people.
const MISSING_VALUES: [&str; 3] = ["undefined", "null", "NaN"];

/// Returns what is wrong with an external ID, in words that follow its name, such as "must not be empty".
pub fn problem(id: &str) -> Option<Cow<'static, str>> {
    if id.is_empty() || id.chars().count() > LENGTH {
        return Some(format!("must have 1 to {LENGTH} characters").into());
    }
    if id.chars().any(|character| character.is_ascii_control()) {
        return Some("must not contain control characters, which no header can carry".into());
    }
    if id.chars().all(char::is_whitespace) {
        return Some("must not be only white space".into());
    }
    if id.starts_with(' ') || id.ends_with(' ') {
        return Some("must not begin or end with a space, which no header can carry".into());
    }
    let is_object = id.starts_with("[object ") && id.ends_with(']');
    let is_placeholder = id.starts_with("{{") && id.ends_with("}}");
    if is_object || is_placeholder || MISSING_VALUES.contains(&id) {
        return Some(
            format!(
                "is {id:?}, which is a programming error in the app: pass the ID of the user who is signed in"
            )
            .into(),
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_users_are_accepted() {
        for id in
            ["a", "user 1", "é\u{1F600}", "nullable", "undefined-1", "0", "[object]", "{x}", "{{", "\u{a0}x"]
        {
            assert_eq!(problem(id), None, "{id:?}");
        }
        assert_eq!(problem(&"é".repeat(LENGTH)), None);
    }

    #[test]
    fn what_no_header_can_carry_and_programming_errors_are_refused() {
        for (id, words) in [
            ("", "1 to 256"),
            (&*"x".repeat(LENGTH + 1), "1 to 256"),
            ("a\nb", "control characters"),
            ("a\u{7f}", "control characters"),
            ("\0", "control characters"),
            ("   ", "white space"),
            ("\u{a0}\u{3000}", "white space"),
            (" a", "space"),
            ("a ", "space"),
            ("undefined", "is \"undefined\""),
            ("null", "programming error"),
            ("NaN", "programming error"),
            ("[object Object]", "programming error"),
            ("[object Promise]", "programming error"),
            ("{{user.id}}", "programming error"),
        ] {
            let problem = problem(id).unwrap_or_else(|| panic!("{id:?} is accepted"));
            assert!(problem.contains(words), "{id:?}: {problem}");
        }
    }
}
