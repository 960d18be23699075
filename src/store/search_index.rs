//! Fills the index of the search of conversations.
//!
//! Messages are indexed by a job, a moment after they have ended, so that no turn waits for it; the same job indexes what is
//! older than the index. A name is indexed in the transaction that stores it. What is deleted leaves the index in the same
//! transaction, by foreign keys.
//!
//! A document's position starts with its interaction's creation, so that the database reads the documents of a word from
//! the newest conversation to the oldest.

use std::sync::atomic::{AtomicI64, Ordering};

use sql::FromRow;

use super::Store;
use super::search_words::{SEARCHED, words};
use crate::clock::{self, Micros};
use crate::error::Result;

/// Messages that are indexed in one write, because other writes wait meanwhile.
const AT_ONCE: i64 = 50;
/// Interactions whose names are looked at in one write.
const NAMES_AT_ONCE: i64 = 500;
/// How long a row may take to become visible to the indexing node: transactions, and clocks that differ. Messages that have
/// ended within this time are looked for again.
const LAG: Micros = 15_000_000;

/// Bits of a position that number the documents of one interaction.
const NUMBER_BITS: u32 = 13;
/// The time that positions count from: 2020, in microseconds. The other 50 bits last until 2055.
const EPOCH: Micros = 1_577_836_800_000_000;

/// What is indexed; the number is the row in `search_progress`.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Messages = 1,
    Names = 2,
}

/// Returns the first position of the documents of interactions created at a time.
pub(super) fn first_position(created_at: Micros) -> i64 {
    let since = created_at.saturating_sub(EPOCH);
    since.clamp(0, (1 << (63 - NUMBER_BITS)) - 1) << NUMBER_BITS
}

/// A text to be indexed: of a message, or an interaction's name.
#[derive(Debug, Clone, FromRow)]
struct Document {
    project_id: String,
    interaction_id: String,
    interaction_created_at: Micros,
    message_id: Option<String>,
    text: String,
    /// When the message ended.
    ended_at: Micros,
}

impl Store {
    /// Indexes some messages and names that are not indexed yet. Returns whether there may be more. `seen` is the end of
    /// the last message that this run of the job has indexed: without it, each call would read all messages of the last
    /// [`LAG`] again.
    pub async fn index_some_conversations(&self, seen: &AtomicI64) -> Result<bool> {
        let more_messages = self.index_some_messages(seen).await?;
        Ok(self.index_some_names().await? || more_messages)
    }

    async fn index_progress(&self, kind: Kind) -> Result<Micros> {
        let row = sql::query_scalar("SELECT indexed FROM search_progress WHERE id = $1");
        Ok(row.bind(kind as i64).fetch_one(&self.long_reader()).await?)
    }

    async fn index_some_messages(&self, seen: &AtomicI64) -> Result<bool> {
        let indexed = self.index_progress(Kind::Messages).await?;
        let documents: Vec<Document> = sql::query_as(
            "SELECT i.project_id, m.interaction_id, i.created_at AS interaction_created_at, m.id AS message_id,
                SUBSTR(m.content, 1, CAST($3 AS INTEGER)) AS text, m.ended_at
             FROM messages m JOIN interactions i ON i.id = m.interaction_id
             WHERE m.ended_at > $1 AND NOT EXISTS (SELECT 1 FROM search_documents d WHERE d.message_id = m.id)
             ORDER BY m.ended_at, m.id LIMIT CAST($2 AS BIGINT)",
        )
        .bind(indexed.max(seen.load(Ordering::Relaxed) - 1))
        .bind(AT_ONCE)
        .bind(SEARCHED)
        .fetch_all(&self.long_reader())
        .await?;
        let Some(last) = documents.last() else { return Ok(false) };
        seen.store(last.ended_at, Ordering::Relaxed);
        let more = documents.len() as i64 == AT_ONCE;
        let horizon = clock::now() - LAG;
        // Messages with the same end may follow in the next batch.
        let until = if more { horizon.min(last.ended_at - 1) } else { horizon };
        self.index_documents(Kind::Messages, indexed, until.max(indexed), documents).await?;
        Ok(more)
    }

    async fn index_some_names(&self) -> Result<bool> {
        let indexed = self.index_progress(Kind::Names).await?;
        let last: Option<Micros> = sql::query_scalar(
            "SELECT MAX(created_at) FROM (SELECT created_at FROM interactions WHERE created_at > $1
                ORDER BY created_at LIMIT CAST($2 AS BIGINT)) batch",
        )
        .bind(indexed)
        .bind(NAMES_AT_ONCE)
        .fetch_one(&self.long_reader())
        .await?;
        let Some(last) = last else { return Ok(false) };
        let documents = sql::query_as(
            "SELECT i.project_id, i.id AS interaction_id, i.created_at AS interaction_created_at,
                CAST(NULL AS TEXT) AS message_id, i.name AS text, CAST(0 AS BIGINT) AS ended_at
             FROM interactions i WHERE i.created_at > $1 AND i.created_at <= $2 AND i.name <> '' AND NOT EXISTS
                (SELECT 1 FROM search_documents d WHERE d.interaction_id = i.id AND d.message_id IS NULL)",
        );
        let documents = documents.bind(indexed).bind(last).fetch_all(&self.long_reader()).await?;
        self.index_documents(Kind::Names, indexed, last, documents).await?;
        Ok(true)
    }

    /// Indexes documents and advances the progress, unless another node has done so meanwhile.
    async fn index_documents(
        &self,
        kind: Kind,
        from: Micros,
        until: Micros,
        documents: Vec<Document>,
    ) -> Result<()> {
        let mut indexed = Vec::with_capacity(documents.len());
        for document in documents {
            let words = words(&document.project_id, &document.text);
            indexed.push((document, words));
        }
        transaction!(self, |db| {
            let moved = sql::query("UPDATE search_progress SET indexed = $3 WHERE id = $1 AND indexed = $2");
            if moved.bind(kind as i64).bind(from).bind(until).execute(&mut *db).await? == 0 {
                return Ok(());
            }
            for (document, words) in &indexed {
                if !is_indexed(db, document).await? {
                    insert(db, document, words).await?;
                }
            }
            Ok(())
        })
        .await
    }
}

/// Indexes an interaction's name in the place of its earlier one.
pub(super) async fn index_name(
    db: &mut sql::Connection,
    project_id: &str,
    (interaction_id, created_at): (&str, Micros),
    name: &str,
) -> Result<()> {
    sql::query("DELETE FROM search_documents WHERE interaction_id = $1 AND message_id IS NULL")
        .bind(interaction_id)
        .execute(&mut *db)
        .await?;
    if name.is_empty() {
        return Ok(());
    }
    let document = Document {
        project_id: project_id.to_owned(),
        interaction_id: interaction_id.to_owned(),
        interaction_created_at: created_at,
        message_id: None,
        text: name.to_owned(),
        ended_at: 0,
    };
    insert(db, &document, &words(project_id, name)).await
}

/// Indexes a message anew whose text has changed although it had ended: a reply that was marked as failed.
pub(super) async fn index_again(
    db: &mut sql::Connection,
    project_id: &str,
    message_id: &str,
    text: &str,
) -> Result<()> {
    let gone = sql::query("DELETE FROM search_documents WHERE message_id = $1");
    if gone.bind(message_id).execute(&mut *db).await? == 0 {
        return Ok(());
    }
    let document: Option<Document> = sql::query_as(
        "SELECT i.project_id, m.interaction_id, i.created_at AS interaction_created_at, m.id AS message_id,
            m.content AS text, m.ended_at
         FROM messages m JOIN interactions i ON i.id = m.interaction_id AND i.project_id = $1 WHERE m.id = $2",
    )
    .bind(project_id)
    .bind(message_id)
    .fetch_optional(&mut *db)
    .await?;
    match document {
        Some(document) => insert(db, &document, &words(project_id, text)).await,
        None => Ok(()),
    }
}

async fn is_indexed(db: &mut sql::Connection, document: &Document) -> Result<bool> {
    let found = match &document.message_id {
        Some(id) => sql::query("SELECT 1 FROM search_documents WHERE message_id = $1").bind(id),
        None => sql::query("SELECT 1 FROM search_documents WHERE interaction_id = $1 AND message_id IS NULL")
            .bind(&document.interaction_id),
    };
    Ok(found.exists(db).await?)
}

/// Inserts a document after the others of its interaction, unless what it belongs to was deleted meanwhile.
async fn insert(db: &mut sql::Connection, document: &Document, words: &str) -> Result<()> {
    let last: Option<i64> =
        sql::query_scalar("SELECT MAX(position) FROM search_documents WHERE interaction_id = $1")
            .bind(&document.interaction_id)
            .fetch_one(&mut *db)
            .await?;
    let mut position =
        last.map_or_else(|| first_position(document.interaction_created_at), |last| last.saturating_add(1));
    loop {
        let inserted = sql::query(
            "INSERT INTO search_documents (position, interaction_id, message_id, words)
             SELECT CAST($1 AS BIGINT), i.id, CAST($3 AS TEXT), CAST($4 AS TEXT) FROM interactions i
             WHERE i.id = $2 AND (CAST($3 AS TEXT) IS NULL
                OR EXISTS (SELECT 1 FROM messages m WHERE m.id = $3 AND m.interaction_id = i.id))
             ON CONFLICT (position) DO NOTHING",
        );
        let inserted = inserted
            .bind(position)
            .bind(&document.interaction_id)
            .bind(&document.message_id)
            .bind(words)
            .execute(&mut *db)
            .await?;
        let taken = sql::query("SELECT 1 FROM search_documents WHERE position = $1");
        if inserted > 0 || !taken.bind(position).exists(&mut *db).await? {
            return Ok(());
        }
        // Another interaction was created in the same microsecond, or has very many messages.
        position += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_follow_the_creation_and_stay_in_range() {
        let now = EPOCH + 123_456_789;
        assert!(first_position(now) + (1 << NUMBER_BITS) - 1 < first_position(now + 1));
        assert_eq!(first_position(0), 0);
        assert!(first_position(Micros::MAX) > 0);
    }
}
