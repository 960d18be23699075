-- Replies that are written while others listen, and what is known of them afterwards.

-- A reply that is being written, and where: `node_id` is the process that writes it. Who wants it cancelled from another
-- node sets the flag. `listed` is 0 for a reply that failed before its first word: it is kept for the project's owner,
-- but conversations do not show it.
ALTER TABLE messages ADD COLUMN node_id TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN cancel_requested BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN listed BIGINT NOT NULL DEFAULT 1;
-- Why it failed, as callers were told.
ALTER TABLE messages ADD COLUMN error_code TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN error_message TEXT NOT NULL DEFAULT '';
-- What answered, and at what price. Milliseconds; NULL where it is not known.
ALTER TABLE messages ADD COLUMN model TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN input_tokens BIGINT;
ALTER TABLE messages ADD COLUMN output_tokens BIGINT;
ALTER TABLE messages ADD COLUMN usage_estimated BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN latency_ms BIGINT;
ALTER TABLE messages ADD COLUMN time_to_first_token_ms BIGINT;
-- What the user thinks of it: `up`, `down` or empty.
ALTER TABLE messages ADD COLUMN rating TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN feedback_comment TEXT NOT NULL DEFAULT '';

-- A message has one reply being written at a time, on whichever node; and what a crash left behind is found by this.
CREATE UNIQUE INDEX messages_in_progress ON messages (parent_id) WHERE status = 'in_progress';

-- Processes that write replies. A node that was not seen for a while is gone, and its unfinished replies have failed.
CREATE TABLE nodes (
    id      TEXT PRIMARY KEY,
    seen_at BIGINT NOT NULL
);

-- Lists of strings are JSON arrays.
ALTER TABLE agents ADD COLUMN fallback_models TEXT NOT NULL DEFAULT '[]';
ALTER TABLE projects ADD COLUMN allowed_origins TEXT NOT NULL DEFAULT '[]';

-- The Admin API lists the interactions of a whole project, and those with one agent.
DROP INDEX interactions_by_project;
CREATE INDEX interactions_by_project ON interactions (project_id, created_at, id);
DROP INDEX interactions_by_agent;
CREATE INDEX interactions_by_agent ON interactions (agent_id, created_at, id);
