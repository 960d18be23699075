-- The search of conversations: what is searched in, and how far it is filled.

-- One row per message, and one per interaction's name (`message_id` is NULL). Rows in descending order of `position` belong
-- to interactions from the newest to the oldest. `words` is what the row is found by; see `store/search_words.rs`.
CREATE TABLE search_documents (
    position       BIGINT PRIMARY KEY,
    interaction_id TEXT NOT NULL REFERENCES interactions (id) ON DELETE CASCADE,
    message_id     TEXT UNIQUE REFERENCES messages (id) ON DELETE CASCADE,
    words          TEXT NOT NULL
);
CREATE INDEX search_documents_by_interaction ON search_documents (interaction_id, position);

-- Up to which end of a message (1) and which creation of an interaction (2) everything is indexed.
CREATE TABLE search_progress (
    id      BIGINT PRIMARY KEY,
    indexed BIGINT NOT NULL
);
INSERT INTO search_progress (id, indexed) VALUES (1, 0), (2, 0);
