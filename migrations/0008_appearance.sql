-- How agents appear in the chat.

-- A JSON object; see `api/appearance.rs`.
ALTER TABLE agents ADD COLUMN appearance TEXT NOT NULL DEFAULT '{}';

-- The images that were uploaded for agents, at most one of each kind. The content is Base64. The hash of the content is
-- part of the image's URL.
CREATE TABLE agent_images (
    agent_id   TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    hash       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content    TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (agent_id, kind)
);
