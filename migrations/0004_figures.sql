-- What counting the figures needs besides.

-- Interactions in the order in which figures count them, and up to which of them everything is counted (`id` 2).
CREATE INDEX interactions_by_creation ON interactions (created_at, id);
INSERT INTO figure_progress (id, counted) VALUES (2, 0);

-- One agent and model after the other, and among them the empty names for all together, so that each range is one
-- look-up. Both also per 28 days (2419200), for long ranges.
DROP TABLE figure_times;
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
DROP TABLE figure_users;
CREATE TABLE figure_users (
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    step       BIGINT NOT NULL,
    start      BIGINT NOT NULL,
    agent_id   TEXT NOT NULL,
    live       BIGINT NOT NULL,
    user_id    TEXT NOT NULL,
    PRIMARY KEY (project_id, step, agent_id, live, start, user_id)
);

-- Hours that are old enough to go, and projects that are on their way out.
CREATE INDEX figures_by_hour ON figures (start) WHERE step = 3600;
CREATE INDEX projects_deleted ON projects (deleted_at) WHERE deleted_at IS NOT NULL;
