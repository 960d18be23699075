-- Limits on attempts to sign in, shared by all servers on this database.

-- `key` is a hash of what is limited, such as a client address. All its attempts are free again at `free_at`.
CREATE TABLE sign_in_attempts (
    key     TEXT PRIMARY KEY,
    free_at BIGINT NOT NULL
);
CREATE INDEX sign_in_attempts_by_time ON sign_in_attempts (free_at);

-- Browsers in which a member has signed in. Guesses of others do not lock the member out there. `hash` is that of a cookie.
CREATE TABLE known_browsers (
    hash       TEXT PRIMARY KEY,
    member_id  TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX known_browsers_by_member ON known_browsers (member_id);
CREATE INDEX known_browsers_by_expiry ON known_browsers (expires_at);
