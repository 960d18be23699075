//! The search of a project's conversations: by the text of their messages, and by their names.

use std::collections::HashSet;

use sql::{Dialect, FromRow};

use super::Store;
use super::conversations::{Conversation, ConversationFilter, columns};
use super::pagination::{After, Page, PageRequest};
use super::search_index::first_position;
use super::search_words::{ExcerptPart, Search};
use crate::error::Result;

/// Documents that are read at once.
const AT_ONCE: i64 = 50;
/// Maximum number of reads for one page. Only text that contains all words, but not as they were searched for, needs more; then
/// the page has fewer rows.
const READS: usize = 100;

/// A conversation that was found.
#[derive(Debug, Clone)]
pub struct FoundConversation {
    /// The conversation.
    pub conversation: Conversation,
    /// The message that was found; `None` if it was the name.
    pub message_id: Option<String>,
    /// The text around the hit.
    pub excerpt: Vec<ExcerptPart>,
}

/// A document of the index with its conversation.
#[derive(Debug, FromRow)]
struct Hit {
    #[row(flatten)]
    conversation: Conversation,
    position: i64,
    message_id: Option<String>,
    text: String,
}

// The condition and the joins read documents in the order of their positions, and only as many as are needed.
macro_rules! hits {
    ($from:literal, $condition:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", d.position, d.message_id, COALESCE(m.content, i.name) AS text FROM ",
            $from,
            " JOIN interactions i ON i.id = d.interaction_id JOIN users u ON u.id = i.user_id
                JOIN agents a ON a.id = i.agent_id LEFT JOIN messages m ON m.id = d.message_id
             WHERE ",
            $condition,
            " AND i.project_id = $1 AND i.id <> $5
               AND ($6 = '' OR i.user_id = $6) AND ($7 = '' OR i.agent_id = $7)
               AND ($8 = 0 OR i.failed_count > 0) AND ($9 = 0 OR i.up_count > 0) AND ($10 = 0 OR i.down_count > 0)
               AND ($11 < 0 OR i.live_mode = $11)
             ORDER BY d.position DESC LIMIT CAST($12 AS BIGINT)"
        )
    };
}

impl Store {
    /// Returns a project's conversations that have a message, or a name, with all words of the search; newest first.
    pub async fn search_conversations(
        &self,
        project_id: &str,
        search: &Search,
        filter: &ConversationFilter,
        page: &PageRequest,
    ) -> Result<Page<FoundConversation>> {
        // Before this position, and not in the conversation that was found there.
        let (mut before, mut last) = match &page.after {
            None => (i64::MAX, String::new()),
            Some(After::Position(position)) => position.clone(),
            Some(After::Row(id)) => {
                let row = self.any_interaction(project_id, id).await?;
                (first_position(row.created_at), row.id)
            }
        };
        before = filter.to.map_or(before, |to| before.min(first_position(to)));
        let limit = usize::try_from(page.limit).unwrap_or_default();
        let (mut data, mut seen): (Vec<FoundConversation>, HashSet<String>) = Default::default();
        // Where the search goes on after what is found so far.
        let mut next = (before, last.clone());
        for _ in 0..READS {
            let hits = self.hits(project_id, search, filter, before, &last).await?;
            let is_end = (hits.len() as i64) < AT_ONCE;
            for hit in hits {
                before = hit.position;
                let id = hit.conversation.interaction.id.clone();
                if seen.contains(&id) {
                    continue;
                }
                let Some(excerpt) = search.excerpt(&hit.text) else { continue };
                if data.len() == limit {
                    return Ok(Page { data, next: Some(next) });
                }
                next = (hit.position, id.clone());
                last.clone_from(&id);
                seen.insert(id);
                let Hit { conversation, message_id, .. } = hit;
                data.push(FoundConversation { conversation, message_id, excerpt });
            }
            if is_end {
                return Ok(Page { data, next: None });
            }
        }
        Ok(Page { data, next: Some((before, last)) })
    }

    /// Returns the next documents that have all words of a search, before a position.
    async fn hits(
        &self,
        project_id: &str,
        search: &Search,
        filter: &ConversationFilter,
        before: i64,
        without: &str,
    ) -> Result<Vec<Hit>> {
        let reader = self.long_reader();
        let (rows, query) = match reader.dialect() {
            Dialect::Sqlite => (
                sql::query_as(hits!(
                    "search_words w CROSS JOIN search_documents d",
                    "w.search_words MATCH $2 AND w.rowid < $3 AND w.rowid >= $4 AND d.position = w.rowid"
                )),
                search.fts5(project_id),
            ),
            Dialect::Postgres => (
                sql::query_as(hits!(
                    "search_documents d",
                    "array_to_tsvector(string_to_array(d.words, ' ')) @@ CAST(CAST($2 AS TEXT) AS TSQUERY)
                     AND d.position < $3 AND d.position >= $4"
                )),
                search.tsquery(project_id),
            ),
        };
        let rows = rows
            .bind(project_id)
            .bind(query)
            .bind(before)
            .bind(filter.from.map_or(i64::MIN, first_position))
            .bind(without)
            .bind(filter.user_id.as_deref().unwrap_or_default())
            .bind(filter.agent_id.as_deref().unwrap_or_default())
            .bind(filter.failed)
            .bind(filter.rated_up == Some(true))
            .bind(filter.rated_up == Some(false))
            .bind(filter.live_mode.map_or(-1, i64::from))
            .bind(AT_ONCE);
        Ok(rows.fetch_all(&reader).await?)
    }
}
