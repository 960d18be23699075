//! Finds users by prefixes of words in their external ID and names.
//!
//! Words are stored in lower case and in hexadecimal, which every collation sorts the same way, so a prefix
//! is a range of an index on both databases. If a user's own first request creates the user, a job indexes
//! them a moment later, so that the request does not wait for it.

use std::collections::BTreeSet;

use super::Store;
use super::pagination::{Page, PageRequest};
use super::user::User;
use super::user_activity::{UserActivity, activity};
use crate::error::Result;

/// Maximum number of bytes of a word. Longer words are found by their beginning.
const BYTES: usize = 64;
/// Maximum number of words of a user.
const WORDS: usize = 32;
/// Maximum number of words of a search. Further words are ignored.
const TERMS: usize = 3;
/// Maximum number of matches among which a search finds the users who were active last. A search with more matches should
/// be more specific.
const FOUND: i64 = 1_000;
/// Maximum number of matches of the first word that are checked for the other words.
const LOOKED_AT: i64 = 20_000;
/// Users that are indexed in one write, because other writes wait meanwhile.
const AT_ONCE: i64 = 50;

/// Returns the words that a user is found by.
fn words(user: &User) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for field in [&user.external_id, &user.first_name, &user.last_name] {
        let field = field.trim().to_lowercase();
        words.insert(encoded(&field));
        words.extend(field.split(|c: char| !c.is_alphanumeric()).map(encoded));
    }
    words.remove("");
    words.into_iter().take(WORDS).collect()
}

fn encoded(word: &str) -> String {
    use std::fmt::Write;
    let end = (0..=BYTES.min(word.len())).rev().find(|&end| word.is_char_boundary(end)).unwrap_or_default();
    word[..end].bytes().fold(String::with_capacity(2 * end), |mut text, byte| {
        let _written = write!(text, "{byte:02x}");
        text
    })
}

/// A word of a search, as the range of words that begin with it.
type Term = (String, String);

/// Returns the words of a search, longest first. The letter g sorts after the hexadecimal digits.
fn terms(search: &str) -> Vec<Term> {
    let search = search.to_lowercase();
    let mut terms: Vec<String> = search.split_whitespace().map(encoded).collect();
    terms.sort_by_key(|term| std::cmp::Reverse(term.len()));
    terms.truncate(TERMS);
    terms.into_iter().map(|term| (term.clone(), format!("{term}g"))).collect()
}

/// Replaces the words that a user is found by.
pub(super) async fn index(db: &mut sql::Connection, user: &User) -> Result<()> {
    sql::query("DELETE FROM user_words WHERE user_id = $1").bind(&user.id).execute(&mut *db).await?;
    let mut insert = sql::query(
        "WITH words (word) AS (VALUES (CAST($3 AS TEXT)), ($4), ($5), ($6), ($7), ($8), ($9), ($10), ($11), ($12), ($13),
            ($14), ($15), ($16), ($17), ($18), ($19), ($20), ($21), ($22), ($23), ($24), ($25), ($26), ($27), ($28), ($29),
            ($30), ($31), ($32), ($33), ($34))
         INSERT INTO user_words (project_id, word, user_id)
         SELECT CAST($1 AS TEXT), w.word, CAST($2 AS TEXT) FROM words w WHERE w.word <> ''
         ON CONFLICT (project_id, word, user_id) DO NOTHING",
    )
    .bind(&user.project_id)
    .bind(&user.id);
    let words = words(user).into_iter().chain(std::iter::repeat_with(String::new));
    for word in words.take(WORDS) {
        insert = insert.bind(word);
    }
    insert.execute(&mut *db).await?;
    sql::query("UPDATE users SET indexed = 1 WHERE project_id = $1 AND id = $2")
        .bind(&user.project_id)
        .bind(&user.id)
        .execute(db)
        .await?;
    Ok(())
}

impl Store {
    /// Indexes some users, over all projects, that are not indexed yet. Returns whether there may be more.
    pub async fn index_some_users(&self) -> Result<bool> {
        let waiting = sql::query_as("SELECT * FROM users WHERE indexed = 0 LIMIT CAST($1 AS BIGINT)");
        let waiting: Vec<User> = waiting.bind(AT_ONCE).fetch_all(self.reader()).await?;
        if waiting.is_empty() {
            return Ok(false);
        }
        let more = waiting.len() as i64 == AT_ONCE;
        transaction!(self, |db| {
            for user in &waiting {
                // Skips users who were deleted or renamed meanwhile. The lock makes later renames wait.
                let still = sql::query_as(
                    "UPDATE users SET updated_at = updated_at
                         WHERE project_id = $1 AND id = $2 AND indexed = 0 RETURNING *",
                );
                let still = still.bind(&user.project_id).bind(&user.id);
                if let Some(user) = still.fetch_optional(&mut *db).await? {
                    index(db, &user).await?;
                }
            }
            Ok(())
        })
        .await?;
        Ok(more)
    }

    /// Returns the users of a project who have, for each word of `search`, a word that begins with it; those who were
    /// active last come first. Without words, returns all.
    pub async fn search_users(
        &self,
        project_id: &str,
        search: &str,
        live_mode: Option<bool>,
        page: &PageRequest,
    ) -> Result<Page<UserActivity>> {
        let terms = self.rarest_first(project_id, terms(search)).await?;
        let Some((from, to)) = terms.first() else {
            return self.users_by_activity(project_id, live_mode, page).await;
        };
        let (last_active_at, id) = self.activity_cursor(project_id, page).await?;
        let looked_at = if terms.len() > 1 { LOOKED_AT } else { FOUND };
        let (second, second_to) = terms.get(1).cloned().unwrap_or_default();
        let (third, third_to) = terms.get(2).cloned().unwrap_or_default();
        // The first word's lookup already scopes to the project. Repeating project_id would make the planner scan all its users.
        let rows = sql::query_as(concat!(
            "SELECT ",
            activity!(),
            " FROM users u
             WHERE u.id IN
                (SELECT w.user_id FROM
                    (SELECT y.user_id, y.word FROM user_words y
                     WHERE y.project_id = $1 AND y.word >= $2 AND y.word < $3
                     ORDER BY y.word LIMIT CAST($13 AS BIGINT)) w
                 WHERE ($4 = '' OR EXISTS (SELECT 1 FROM user_words x WHERE x.user_id = w.user_id
                        AND x.word >= $4 AND x.word < $5))
                   AND ($6 = '' OR EXISTS (SELECT 1 FROM user_words x WHERE x.user_id = w.user_id
                        AND x.word >= $6 AND x.word < $7))
                 LIMIT CAST($8 AS BIGINT))
               AND ($9 < 0 OR u.live_mode = $9) AND (u.last_active_at, u.id) < ($10, $11)
             ORDER BY u.last_active_at DESC, u.id DESC LIMIT CAST($12 AS BIGINT)"
        ));
        let rows = rows
            .bind(project_id)
            .bind(from)
            .bind(to)
            .bind(second)
            .bind(second_to)
            .bind(third)
            .bind(third_to)
            .bind(FOUND)
            .bind(live_mode.map_or(-1, i64::from))
            .bind(last_active_at)
            .bind(id)
            .bind(page.limit + 1)
            .bind(looked_at);
        Page::fetch(rows, page.limit, &self.long_reader(), UserActivity::position).await
    }

    /// Puts the word with the fewest matches first, counting no further than needed, so that few rows must be
    /// checked.
    async fn rarest_first(&self, project_id: &str, terms: Vec<Term>) -> Result<Vec<Term>> {
        if terms.len() < 2 {
            return Ok(terms);
        }
        let mut counted = Vec::with_capacity(terms.len());
        for (from, to) in terms {
            let (count,): (i64,) = sql::query_as(
                "SELECT COUNT(*) FROM (SELECT 1 FROM user_words
                    WHERE project_id = $1 AND word >= $2 AND word < $3 LIMIT CAST($4 AS BIGINT)) found",
            )
            .bind(project_id)
            .bind(&from)
            .bind(&to)
            .bind(LOOKED_AT)
            .fetch_one(&self.long_reader())
            .await?;
            counted.push((count, (from, to)));
        }
        // The sort is stable: of equally rare words, the longest stays first.
        counted.sort_by_key(|(count, _)| *count);
        Ok(counted.into_iter().map(|(_, term)| term).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_at_characters_and_bounded() {
        assert_eq!(encoded("aé"), "61c3a9");
        assert_eq!(encoded(&"é".repeat(100)).len(), 2 * BYTES);
        assert!(terms("  ").is_empty());
        assert_eq!(terms("a BCD ef g").len(), TERMS);
        assert_eq!(terms("a BCD")[0], ("626364".to_owned(), "626364g".to_owned()));
    }
}
