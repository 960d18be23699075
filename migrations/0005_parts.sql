-- What messages consist of, why they ended, and the IDs that clients choose.

-- NULL for a message that is nothing but text; otherwise JSON, see `store/parts.rs`. `content` is the text in either case.
ALTER TABLE messages ADD COLUMN parts TEXT;
-- Why an agent's message ended; NULL while it is written, and for messages of before this column.
ALTER TABLE messages ADD COLUMN finish_reason TEXT;

-- Empty for none. The same ID names the same message of an interaction, and the same interaction of a user.
ALTER TABLE messages ADD COLUMN client_id TEXT NOT NULL DEFAULT '';
ALTER TABLE interactions ADD COLUMN client_id TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX messages_by_client_id ON messages (interaction_id, client_id) WHERE client_id <> '';
CREATE UNIQUE INDEX interactions_by_client_id ON interactions (user_id, client_id) WHERE client_id <> '';

-- Whether users see what the agent's model thinks.
ALTER TABLE agents ADD COLUMN show_reasoning BIGINT NOT NULL DEFAULT 1;

-- Replies that a limit of tokens or a content filter has cut.
ALTER TABLE analytics ADD COLUMN cut_by_length BIGINT NOT NULL DEFAULT 0;
ALTER TABLE analytics ADD COLUMN cut_by_filter BIGINT NOT NULL DEFAULT 0;
