//! The words by which texts are found, the same on both databases: prefixes of words, in any letter case, with and without
//! accents. Text without spaces between words (Chinese, Japanese, Thai and others) is found by any part of it.
//!
//! The databases index pairs of adjacent characters of such text, and words up to [`BYTES`]. So what they find is
//! checked against the text itself ([`Search::excerpt`]).

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Maximum number of bytes of a word in the index.
const BYTES: usize = 48;
/// Maximum number of words of a text. Further words are not found.
const WORDS: usize = 10_000;
/// Number of characters of a text that are searched. What comes later in a very long reply is not found.
pub(super) const SEARCHED: i64 = 65_536;
/// Maximum number of terms of a search. Further terms are ignored.
const TERMS: usize = 8;
/// Maximum number of words in the index that one term asks for. Further ones are only checked.
const LOOKUPS: usize = 8;
/// Characters of a text that an excerpt shows, and how many of them before the first hit.
const EXCERPT: usize = 160;
const BEFORE: usize = 40;

/// A character as it is compared, and its place in the text. Several can come from one character of the text.
struct Letter {
    folded: char,
    place: Range<usize>,
}

/// Letters that belong together: a word, or text without spaces.
struct Run {
    letters: Vec<Letter>,
    is_spaceless: bool,
}

/// Returns a character in lower case without accents; nothing for what is no part of a word.
fn fold(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkd().flat_map(char::to_lowercase).filter(|&c| is_letter(c) && !is_accent(c))
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c.general_category_group() == GeneralCategoryGroup::Mark
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// Returns whether a character belongs to a script that is written without spaces between words.
fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{E00}'..='\u{EFF}' // Thai, Lao
        | '\u{1000}'..='\u{109F}' // Myanmar
        | '\u{1780}'..='\u{17FF}' // Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' // Japanese
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}') // Chinese
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut continues = false;
    for (start, c) in text.char_indices().take(SEARCHED as usize) {
        let place = start..start + c.len_utf8();
        if !is_letter(c) {
            continues = false;
            continue;
        }
        for folded in fold(c) {
            let is_mark = folded.general_category_group() == GeneralCategoryGroup::Mark;
            let letter = Letter { folded, place: place.clone() };
            match runs.last_mut() {
                Some(run) if continues && (is_mark || run.is_spaceless == is_spaceless(folded)) => {
                    run.letters.push(letter);
                }
                _ => runs.push(Run { letters: vec![letter], is_spaceless: is_spaceless(folded) }),
            }
            continues = true;
        }
    }
    runs
}

fn cut(letters: &[char]) -> String {
    let mut word = String::new();
    for &letter in letters {
        if word.len() + letter.len_utf8() > BYTES {
            break;
        }
        word.push(letter);
    }
    word
}

/// Returns what words of a project begin with in the index, so that a search reads no words of other projects. Two projects
/// may share it; the search checks the project of each row.
fn project_key(project_id: &str) -> String {
    let random_part = &project_id[project_id.len().saturating_sub(6)..];
    random_part.to_ascii_lowercase()
}

/// Returns the words by which a text of a project is found, separated by spaces.
pub(super) fn words(project_id: &str, text: &str) -> String {
    let mut words = BTreeSet::new();
    for run in runs(text) {
        let letters: Vec<char> = run.letters.iter().map(|letter| letter.folded).collect();
        if run.is_spaceless {
            words.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>()));
            words.extend(letters.last().map(char::to_string));
        } else {
            words.insert(cut(&letters));
        }
        if words.len() >= WORDS {
            break;
        }
    }
    let key = project_key(project_id);
    let words: Vec<String> = words.into_iter().take(WORDS).map(|word| format!("{key}{word}")).collect();
    words.join(" ")
}

/// A part of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcerptPart {
    /// The text.
    pub text: String,
    /// Whether it is what was searched for.
    pub is_hit: bool,
}

/// One word of a search.
struct Term {
    letters: Vec<char>,
    is_spaceless: bool,
}

impl Term {
    /// Returns the places in a run that this term matches.
    fn hits(&self, run: &Run) -> Vec<Range<usize>> {
        if run.is_spaceless != self.is_spaceless {
            return Vec::new();
        }
        let size = self.letters.len();
        let starts = if run.is_spaceless { run.letters.len() } else { 1 };
        let windows = run.letters.windows(size).take(starts);
        windows
            .filter(|window| window.iter().map(|letter| letter.folded).eq(self.letters.iter().copied()))
            .map(|window| window[0].place.start..window[size - 1].place.end)
            .collect()
    }

    /// Returns the words to look up, and whether each is a prefix.
    fn lookups(&self) -> Vec<(String, bool)> {
        match self.letters.as_slice() {
            letters if !self.is_spaceless => vec![(cut(letters), true)],
            [only] => vec![(only.to_string(), true)],
            letters => letters.windows(2).take(LOOKUPS).map(|pair| (pair.iter().collect(), false)).collect(),
        }
    }
}

/// What somebody searches for: all its terms must be found.
pub struct Search {
    terms: Vec<Term>,
}

impl Search {
    /// Parses what somebody typed. There is no syntax. Returns `None` if it has no word.
    pub fn parse(text: &str) -> Option<Self> {
        let mut terms: Vec<Term> = runs(text)
            .into_iter()
            .map(|run| Term {
                letters: run.letters.iter().map(|letter| letter.folded).collect(),
                is_spaceless: run.is_spaceless,
            })
            .collect();
        terms.truncate(TERMS);
        (!terms.is_empty()).then_some(Self { terms })
    }

    fn lookups(&self, project_id: &str) -> impl Iterator<Item = (String, bool)> {
        let key = project_key(project_id);
        let lookups: Vec<_> = self.terms.iter().flat_map(Term::lookups).collect();
        lookups.into_iter().map(move |(word, is_prefix)| (format!("{key}{word}"), is_prefix))
    }

    /// Returns the query of SQLite's FTS5. Words have no character that could end the quotes.
    pub(super) fn fts5(&self, project_id: &str) -> String {
        let terms = self.lookups(project_id).map(|(word, is_prefix)| {
            let star = if is_prefix { " *" } else { "" };
            format!("\"{word}\"{star}")
        });
        terms.collect::<Vec<_>>().join(" AND ")
    }

    /// Returns the `tsquery` of PostgreSQL.
    pub(super) fn tsquery(&self, project_id: &str) -> String {
        let terms = self.lookups(project_id).map(|(word, is_prefix)| {
            let star = if is_prefix { ":*" } else { "" };
            format!("'{word}'{star}")
        });
        terms.collect::<Vec<_>>().join(" & ")
    }

    /// Returns the part of a text around the first hit, with all hits in it. Returns `None` if a term is not in the text.
    pub(super) fn excerpt(&self, text: &str) -> Option<Vec<ExcerptPart>> {
        let runs = runs(text);
        let mut hits = Vec::new();
        for term in &self.terms {
            let before = hits.len();
            hits.extend(runs.iter().flat_map(|run| term.hits(run)));
            if hits.len() == before {
                return None;
            }
        }
        hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
        let first = hits.first()?.start;
        let start = text[..first].char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
        let end = text[start..].char_indices().nth(EXCERPT).map_or(text.len(), |(at, _)| start + at);
        let mut parts = Vec::new();
        let mut push = |text: String, is_hit| {
            if !text.is_empty() {
                parts.push(ExcerptPart { text, is_hit });
            }
        };
        let mut at = start;
        let mut plain = if start > 0 { "…".to_owned() } else { String::new() };
        for hit in hits {
            let hit = hit.start.max(at)..hit.end.min(end);
            if hit.is_empty() {
                continue;
            }
            plain.push_str(&text[at..hit.start]);
            push(std::mem::take(&mut plain), false);
            push(text[hit.clone()].to_owned(), true);
            at = hit.end;
        }
        plain.push_str(&text[at..end]);
        if end < text.len() {
            plain.push('…');
        }
        push(plain, false);
        Some(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROJECT: &str = "prj_000000000000000000aBcDeF";

    fn found(search: &str, text: &str) -> bool {
        Search::parse(search).is_some_and(|search| search.excerpt(text).is_some())
    }

    fn marked(search: &str, text: &str) -> String {
        let parts = Search::parse(search).unwrap().excerpt(text).unwrap();
        parts
            .into_iter()
            .map(|part| if part.is_hit { format!("[{}]", part.text) } else { part.text })
            .collect()
    }

    #[test]
    fn words_are_folded_and_carry_the_project() {
        assert_eq!(words(PROJECT, "Crème brûlée, CRÈME!"), "abcdefbrulee abcdefcreme");
        assert_eq!(words(PROJECT, "東京都"), "abcdef京都 abcdef東京 abcdef都");
        assert_eq!(words(PROJECT, "¡…! \u{301}"), "");
        assert!(words(PROJECT, &"é".repeat(100)).len() <= 6 + BYTES);
        let many: String = (0..2 * WORDS).map(|number| format!("w{number} ")).collect();
        assert_eq!(words(PROJECT, &many).split(' ').count(), WORDS);
    }

    #[test]
    fn hits_are_marked_in_the_text_as_it_is_written() {
        assert_eq!(marked("creme", "Eine CRÈME, bitte"), "Eine [CRÈME], bitte");
        assert_eq!(marked("ref in", "Refund my invoice"), "[Ref]und my [in]voice");
        assert_eq!(marked("京都", "我在京都大学"), "我在[京都]大学");
        assert_eq!(marked("한", "한국어"), "[한]국어");
        assert_eq!(marked("a ab", "abc"), "[ab]c");
        assert_eq!(marked("<b>", "x <b>"), "x <[b]>");
        let long = format!("{} needle {}", "x ".repeat(200), "y ".repeat(200));
        let shown = marked("needle", &long);
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.contains("[needle]"), "{shown}");
    }

    #[test]
    fn all_terms_must_be_found_and_words_by_their_beginning() {
        assert!(found("invoice refund", "A refund of the invoice"));
        assert!(!found("invoice refund", "A refund"));
        assert!(!found("fund", "refund"));
        // Both pairs are there, but not next to each other.
        assert!(!found("日本語", "日本の本語"));
        assert!(!found(&format!("{}x", "a".repeat(60)), &"a".repeat(61)));
    }

    #[test]
    fn queries_consist_of_nothing_but_words() {
        assert!(Search::parse(" \"*' -- ) ").is_none());
        let search = Search::parse("a\"b* OR NEAR(c, ½) 'd':* & \\").unwrap();
        let query = search.fts5(PROJECT);
        assert!(query.starts_with("\"abcdefa\" * AND \"abcdefb\" * AND \"abcdefor\" *"), "{query}");
        let query = search.tsquery(PROJECT);
        assert!(query.starts_with("'abcdefa':* & 'abcdefb':*"), "{query}");
        assert_eq!(Search::parse("日本語").unwrap().tsquery(PROJECT), "'abcdef日本' & 'abcdef本語'");
    }
}
