-- What the dashboard shows about users, failures and prices.

-- When a user last sent a message, as far as the rollup has counted; the creation for users who have sent none.
ALTER TABLE users ADD COLUMN last_active_at BIGINT NOT NULL DEFAULT 0;
UPDATE users SET last_active_at =
    COALESCE((SELECT MAX(i.updated_at) FROM interactions i WHERE i.user_id = users.id), created_at);
CREATE INDEX users_by_activity ON users (project_id, last_active_at, id);
CREATE INDEX users_by_mode_and_activity ON users (project_id, live_mode, last_active_at, id);

-- What the provider said when a reply failed, for the project's team: JSON; empty for nothing.
ALTER TABLE messages ADD COLUMN provider_error TEXT NOT NULL DEFAULT '';

-- Prices that a project has set, in US dollars per million tokens. `model` is a full name, or `<connection>.` for all models
-- of a connection.
CREATE TABLE prices (
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    model      TEXT NOT NULL,
    input      DOUBLE PRECISION NOT NULL,
    output     DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (project_id, model)
);
