-- More settings of models, connections and titles.

-- JSON objects of what has no column of its own; empty for none. `openai_common` and `anthropic_common` hold what all
-- providers have in common (maximum of tokens, stop sequences and so on), `gemini_settings` everything for Gemini.
ALTER TABLE agents ADD COLUMN openai_common TEXT NOT NULL DEFAULT '';
ALTER TABLE agents ADD COLUMN anthropic_common TEXT NOT NULL DEFAULT '';
ALTER TABLE agents ADD COLUMN gemini_settings TEXT NOT NULL DEFAULT '';

-- Whether interactions get their names from a model, and from which; empty for the agent's own.
ALTER TABLE agents ADD COLUMN auto_title BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN title_model TEXT NOT NULL DEFAULT '';

-- `sealed_headers` is sealed like the key: a JSON object; empty for none. `header_names` is a JSON array, `query` a JSON object.
-- Timeouts are in seconds; NULL for the server's.
ALTER TABLE connections ADD COLUMN api TEXT NOT NULL DEFAULT 'chat_completions';
ALTER TABLE connections ADD COLUMN sealed_headers TEXT NOT NULL DEFAULT '';
ALTER TABLE connections ADD COLUMN header_names TEXT NOT NULL DEFAULT '[]';
ALTER TABLE connections ADD COLUMN query TEXT NOT NULL DEFAULT '{}';
ALTER TABLE connections ADD COLUMN read_timeout DOUBLE PRECISION;
ALTER TABLE connections ADD COLUMN reply_timeout DOUBLE PRECISION;
