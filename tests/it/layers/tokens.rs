//! Splits Rust into tokens: names, punctuation and groups in brackets. Comments, strings and characters are
//! left out.

use std::iter::Peekable;
use std::str::Chars;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    Name(String),
    Sign(char),
    /// The opening bracket, and the tokens up to the closing one.
    Group(char, Vec<Token>),
}

/// The tokens of a file.
pub fn tokens(text: &str) -> Vec<Token> {
    group(&mut text.chars().peekable())
}

/// Reads up to the end of the current group.
fn group(chars: &mut Peekable<Chars>) -> Vec<Token> {
    let mut tokens = Vec::new();
    while let Some(char) = chars.next() {
        match char {
            '/' if chars.peek() == Some(&'/') => drop(chars.find(|&char| char == '\n')),
            '/' if chars.peek() == Some(&'*') => comment(chars),
            '"' => text(chars),
            '\'' => quote(chars),
            '(' | '[' | '{' => tokens.push(Token::Group(char, group(chars))),
            ')' | ']' | '}' => return tokens,
            char if char.is_alphanumeric() || char == '_' => {
                let name = name(char, chars);
                let is_raw = matches!(&*name, "r" | "br" | "cr") && matches!(chars.peek(), Some('"' | '#'));
                match is_raw {
                    true => raw_text(chars),
                    false => tokens.push(Token::Name(name)),
                }
            }
            char if char.is_whitespace() => {}
            char => tokens.push(Token::Sign(char)),
        }
    }
    tokens
}

fn name(first: char, chars: &mut Peekable<Chars>) -> String {
    let mut name = String::from(first);
    while let Some(char) = chars.next_if(|char| char.is_alphanumeric() || *char == '_') {
        name.push(char);
    }
    name
}

/// Skips a block comment, including nested ones.
fn comment(chars: &mut Peekable<Chars>) {
    let (mut depth, mut before) = (0, '/');
    for char in chars.by_ref() {
        match (before, char) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                before = char;
                continue;
            }
        }
        if depth == 0 {
            return;
        }
        before = ' ';
    }
}

fn text(chars: &mut Peekable<Chars>) {
    while let Some(char) = chars.next() {
        match char {
            '\\' => drop(chars.next()),
            '"' => return,
            _ => {}
        }
    }
}

/// Skips a raw string: up to a quotation mark with as many `#` as at its beginning. `r#name` is a name.
fn raw_text(chars: &mut Peekable<Chars>) {
    let mut marks = 0;
    while chars.next_if_eq(&'#').is_some() {
        marks += 1;
    }
    if chars.next_if_eq(&'"').is_none() {
        return;
    }
    while chars.any(|char| char == '"') {
        let mut found = 0;
        while found < marks && chars.next_if_eq(&'#').is_some() {
            found += 1;
        }
        if found == marks {
            return;
        }
    }
}

/// Skips a character such as `'a'` or `'\n'`, or the apostrophe of a lifetime.
fn quote(chars: &mut Peekable<Chars>) {
    let mut ahead = chars.clone();
    match (ahead.next(), ahead.next()) {
        (Some('\\'), _) => {
            chars.next();
            chars.next();
            let _rest = chars.find(|&char| char == '\'');
        }
        (Some(_), Some('\'')) => drop((chars.next(), chars.next())),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        fn flat(tokens: Vec<Token>) -> Vec<String> {
            let of = |token| match token {
                Token::Name(name) => vec![name],
                Token::Sign(_) => Vec::new(),
                Token::Group(_, inner) => flat(inner),
            };
            tokens.into_iter().flat_map(of).collect()
        }
        flat(tokens(text))
    }

    #[test]
    fn only_code_is_left() {
        assert_eq!(names("a /* b /* c */ d */ e // f\n g \"h \\\" i\" j"), ["a", "e", "g", "j"]);
        assert_eq!(names("r\"a\" r#\"b \" c\"# d br##\"e\"# f\"## g"), ["d", "g"]);
        assert_eq!(
            names("'a' '\\'' '\\\\' '\\u{61}' '\"' x: &'static str, 'l: loop { b'c' }"),
            ["x", "static", "str", "l", "loop", "b"]
        );
    }

    #[test]
    fn brackets_are_groups() {
        let inner = Token::Group('[', vec![Token::Name("x".into())]);
        assert_eq!(tokens("(:[x])"), [Token::Group('(', vec![Token::Sign(':'), inner])]);
    }
}
