-- The dashboard: who may use it, what they did, versions of configurations, figures.

-- People who use the dashboard. `operator` is 1 for whoever set the server up: an owner in every project. An e-mail
-- address is kept as it is compared: in lower case. The password is an argon2id string.
CREATE TABLE members (
    id            TEXT PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    operator      BIGINT NOT NULL DEFAULT 0,
    seen_at       BIGINT,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);

-- Who is logged in; of the cookie only a hash.
CREATE TABLE sessions (
    hash       TEXT PRIMARY KEY,
    member_id  TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_member ON sessions (member_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- `owner`, `admin`, `developer` or `viewer`.
CREATE TABLE memberships (
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    member_id  TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    role       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, member_id)
);
CREATE INDEX memberships_by_member ON memberships (member_id, project_id);
CREATE INDEX memberships_by_project ON memberships (project_id, created_at, member_id);

-- Links that open something once: `setup` (the first member), `invitation` (into a project), `reset` (a new password).
CREATE TABLE links (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    hash       TEXT NOT NULL UNIQUE,
    project_id TEXT REFERENCES projects (id) ON DELETE CASCADE,
    email      TEXT NOT NULL,
    role       TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    inviter_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX links_by_project ON links (project_id, created_at, id);
CREATE INDEX links_by_end ON links (expires_at);

-- What was done to settings, by whom and from where. `subject` is what stands before the dot of an action. `changes` is
-- a JSON array of {field, before, after}.
CREATE TABLE audit (
    id          TEXT PRIMARY KEY,
    project_id  TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    actor_kind  TEXT NOT NULL,
    actor_id    TEXT NOT NULL,
    actor_name  TEXT NOT NULL,
    action      TEXT NOT NULL,
    subject     TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id   TEXT NOT NULL,
    target_name TEXT NOT NULL,
    changes     TEXT NOT NULL,
    ip          TEXT NOT NULL,
    user_agent  TEXT NOT NULL,
    created_at  BIGINT NOT NULL
);
CREATE INDEX audit_by_project ON audit (project_id, created_at, id);
CREATE INDEX audit_by_actor ON audit (project_id, actor_id, created_at, id);
CREATE INDEX audit_by_action ON audit (project_id, action, created_at, id);
CREATE INDEX audit_by_subject ON audit (project_id, subject, created_at, id);

-- While a secret is replaced, the one before is valid too. A project that is being deleted is gone for everybody; its
-- rows go little by little.
ALTER TABLE projects ADD COLUMN hmac_secret_before TEXT NOT NULL DEFAULT '';
ALTER TABLE projects ADD COLUMN hmac_rotated_at BIGINT;
ALTER TABLE projects ADD COLUMN deleted_at BIGINT;
CREATE INDEX projects_by_creation ON projects (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX projects_deleted ON projects (deleted_at) WHERE deleted_at IS NOT NULL;
ALTER TABLE hmac_counts ADD COLUMN retiring BIGINT NOT NULL DEFAULT 0;
ALTER TABLE secret_keys ADD COLUMN last_used_at BIGINT;

-- A project's own providers. The key is sealed: XChaCha20-Poly1305, in Base64; empty for none.
CREATE TABLE connections (
    id         TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    base_url   TEXT NOT NULL,
    sealed_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (project_id, name)
);

-- What an agent's configuration was, and who made it so. `config` is JSON with the columns of `agents`.
ALTER TABLE agents ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE TABLE agent_versions (
    agent_id      TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    number        BIGINT NOT NULL,
    author_kind   TEXT NOT NULL,
    author_id     TEXT NOT NULL,
    author_name   TEXT NOT NULL,
    restored_from BIGINT,
    config        TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (agent_id, number)
);

-- Configurations that are tried out before they are saved, each with one test user.
CREATE TABLE drafts (
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    agent_id   TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    config     TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, agent_id)
);
CREATE INDEX drafts_by_agent ON drafts (agent_id);
CREATE INDEX drafts_by_end ON drafts (expires_at);

-- What a model was sent for a reply to a test user. `request` is JSON.
CREATE TABLE traces (
    message_id TEXT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    request    TEXT NOT NULL
);

-- When a message was whole, in the order in which figures count them; NULL while it is being written. `cost` is in
-- billionths of a US dollar; NULL where the model has no price.
ALTER TABLE messages ADD COLUMN ended_at BIGINT;
ALTER TABLE messages ADD COLUMN cost BIGINT;
UPDATE messages SET ended_at = created_at WHERE status <> 'in_progress';
CREATE INDEX messages_by_end ON messages (ended_at, id);

-- For filters: how many replies of an interaction failed and how many are rated so, and whether its user is a live one.
ALTER TABLE interactions ADD COLUMN failed_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE interactions ADD COLUMN up_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE interactions ADD COLUMN down_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE interactions ADD COLUMN live_mode BIGINT NOT NULL DEFAULT 1;
CREATE INDEX messages_failed ON messages (interaction_id) WHERE status = 'failed';
CREATE INDEX messages_rated ON messages (interaction_id, rating) WHERE rating <> '';
UPDATE interactions SET
    failed_count = (SELECT COUNT(*) FROM messages m WHERE m.interaction_id = interactions.id AND m.status = 'failed'),
    up_count = (SELECT COUNT(*) FROM messages m WHERE m.interaction_id = interactions.id AND m.rating <> '' AND m.rating = 'up'),
    down_count = (SELECT COUNT(*) FROM messages m WHERE m.interaction_id = interactions.id AND m.rating <> '' AND m.rating = 'down'),
    live_mode = (SELECT u.live_mode FROM users u WHERE u.id = interactions.user_id);
CREATE INDEX interactions_by_mode ON interactions (project_id, live_mode, created_at, id);
CREATE INDEX interactions_failed ON interactions (project_id, created_at, id) WHERE failed_count > 0;
CREATE INDEX interactions_up ON interactions (project_id, created_at, id) WHERE up_count > 0;
CREATE INDEX interactions_down ON interactions (project_id, created_at, id) WHERE down_count > 0;

-- Words that users are found by: the beginning of their external IDs and names, in lower case and then in hexadecimal,
-- so that every collation sorts them the same. `indexed` is 0 for users from before this table.
ALTER TABLE users ADD COLUMN indexed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX users_unindexed ON users (id) WHERE indexed = 0;
CREATE TABLE user_words (
    project_id TEXT NOT NULL,
    word       TEXT NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (project_id, word, user_id)
);
CREATE INDEX user_words_by_user ON user_words (user_id);

-- Figures, rolled up per hour (`step` is 3600) and per day (86400): `start` is in such steps since the Unix epoch, UTC.
-- `live` is 0 for what test users did. `model` is empty for what no model wrote. `cost` as above.
CREATE TABLE figures (
    project_id    TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    step          BIGINT NOT NULL,
    start         BIGINT NOT NULL,
    agent_id      TEXT NOT NULL,
    model         TEXT NOT NULL,
    live          BIGINT NOT NULL,
    interactions  BIGINT NOT NULL,
    messages      BIGINT NOT NULL,
    replies       BIGINT NOT NULL,
    failures      BIGINT NOT NULL,
    cancelled     BIGINT NOT NULL,
    input_tokens  BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    cost          BIGINT NOT NULL,
    unpriced      BIGINT NOT NULL,
    up            BIGINT NOT NULL,
    down          BIGINT NOT NULL,
    PRIMARY KEY (project_id, step, start, agent_id, model, live)
);
-- Times to the first token, in buckets that grow by the same factor: one agent and model after the other, and among them
-- the empty names for all together, so that each range is one look-up. Also per 28 days (2419200), for long ranges.
CREATE TABLE figure_times (
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    step       BIGINT NOT NULL,
    start      BIGINT NOT NULL,
    agent_id   TEXT NOT NULL,
    model      TEXT NOT NULL,
    live       BIGINT NOT NULL,
    bucket     BIGINT NOT NULL,
    replies    BIGINT NOT NULL,
    PRIMARY KEY (project_id, step, agent_id, model, live, start, bucket)
);
-- Who said something, likewise.
CREATE TABLE figure_users (
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    step       BIGINT NOT NULL,
    start      BIGINT NOT NULL,
    agent_id   TEXT NOT NULL,
    live       BIGINT NOT NULL,
    user_id    TEXT NOT NULL,
    PRIMARY KEY (project_id, step, agent_id, live, start, user_id)
);
-- Up to which end of a message (1) and which beginning of an interaction (2) everything is counted.
CREATE TABLE figure_progress (
    id        BIGINT PRIMARY KEY,
    counted   BIGINT NOT NULL
);
INSERT INTO figure_progress (id, counted) VALUES (1, 0), (2, 0);
CREATE INDEX interactions_by_creation ON interactions (created_at, id);
-- Hours that are old enough to go.
CREATE INDEX figures_by_hour ON figures (start) WHERE step = 3600;
