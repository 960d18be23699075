-- One text for SQLite and PostgreSQL: TEXT, BIGINT and DOUBLE PRECISION only; a flag is a BIGINT of 0 or 1.
--
-- Every time is in MICROseconds since the Unix epoch (callers see milliseconds). The process hands out each
-- microsecond once, so (created_at, id) orders rows as they were made, also within one millisecond, and does not
-- depend on the database's collation of the IDs.

CREATE TABLE projects (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    publishable_key TEXT NOT NULL UNIQUE,
    hmac_secret     TEXT NOT NULL,
    hmac_enabled    BIGINT NOT NULL DEFAULT 0,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);

-- A secret key is kept as its SHA-256 only. `prefix` is what lists show of it.
CREATE TABLE secret_keys (
    id         TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    prefix     TEXT NOT NULL,
    hash       TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);
CREATE INDEX secret_keys_by_project ON secret_keys (project_id, created_at, id);

-- How the hashes of client requests turned out, per hour: what an owner looks at before turning HMAC on.
CREATE TABLE hmac_counts (
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    hour       BIGINT NOT NULL,
    valid      BIGINT NOT NULL,
    missing    BIGINT NOT NULL,
    wrong      BIGINT NOT NULL,
    PRIMARY KEY (project_id, hour)
);

CREATE TABLE agents (
    id                       TEXT PRIMARY KEY,
    project_id               TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    active                   BIGINT NOT NULL DEFAULT 0,
    name                     TEXT NOT NULL,
    description              TEXT NOT NULL,
    display_name             TEXT NOT NULL,
    display_description      TEXT NOT NULL,
    model                    TEXT NOT NULL,
    system_message           TEXT NOT NULL,
    greeting_message         TEXT NOT NULL,
    initial_turn             TEXT NOT NULL,
    openai_frequency_penalty DOUBLE PRECISION,
    openai_presence_penalty  DOUBLE PRECISION,
    openai_temperature       DOUBLE PRECISION,
    openai_top_p             DOUBLE PRECISION,
    anthropic_temperature    DOUBLE PRECISION,
    anthropic_top_k          BIGINT,
    anthropic_top_p          DOUBLE PRECISION,
    created_at               BIGINT NOT NULL,
    updated_at               BIGINT NOT NULL
);
CREATE INDEX agents_by_project ON agents (project_id, created_at, id);

CREATE TABLE users (
    id          TEXT PRIMARY KEY,
    project_id  TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    external_id TEXT NOT NULL,
    first_name  TEXT NOT NULL,
    last_name   TEXT NOT NULL,
    live_mode   BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    UNIQUE (project_id, external_id)
);
CREATE INDEX users_by_project ON users (project_id, created_at, id);
CREATE INDEX users_by_mode ON users (project_id, live_mode, created_at, id);

CREATE TABLE interactions (
    id                  TEXT PRIMARY KEY,
    project_id          TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id             TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    agent_id            TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    name                TEXT NOT NULL,
    archived            BIGINT NOT NULL DEFAULT 0,
    initial_turn        TEXT NOT NULL,
    total_message_count BIGINT NOT NULL DEFAULT 0,
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL
);
CREATE INDEX interactions_by_project ON interactions (project_id);
CREATE INDEX interactions_by_user ON interactions (user_id, created_at, id);
CREATE INDEX interactions_by_user_and_agent ON interactions (user_id, agent_id, created_at, id);
CREATE INDEX interactions_by_agent ON interactions (agent_id);

-- `parent_id` is not a foreign key: the insert proves that the parent is of the same interaction, and messages leave
-- only together with their interaction.
CREATE TABLE messages (
    id             TEXT PRIMARY KEY,
    interaction_id TEXT NOT NULL REFERENCES interactions (id) ON DELETE CASCADE,
    parent_id      TEXT,
    depth          BIGINT NOT NULL,
    sent_by        TEXT NOT NULL,
    status         TEXT NOT NULL,
    content        TEXT NOT NULL,
    created_at     BIGINT NOT NULL
);
CREATE INDEX messages_by_interaction ON messages (interaction_id, created_at, id);
