-- Users from `@first` to `@last`, each with one interaction of ten messages: one text for SQLite and PostgreSQL.
-- `@project`, `@agent` and `@time` (microseconds, in the past) are filled in.

INSERT INTO users (id, project_id, external_id, first_name, last_name, live_mode, created_at, updated_at, indexed)
    WITH RECURSIVE n (n) AS (SELECT @first UNION ALL SELECT n + 1 FROM n WHERE n < @last)
    SELECT 'u_' || substr('000000000000000000000000' || n, length('' || n) + 1), '@project', 'seeded-' || n, 'Ada', 'Lovelace',
        1, @time + n, @time + n, 1
    FROM n;

INSERT INTO interactions (id, project_id, user_id, agent_id, name, initial_turn, total_message_count, created_at, updated_at)
    WITH RECURSIVE n (n) AS (SELECT @first UNION ALL SELECT n + 1 FROM n WHERE n < @last)
    SELECT 'int_' || substr('000000000000000000000000000000000000' || n, length('' || n) + 1), '@project',
        'u_' || substr('000000000000000000000000' || n, length('' || n) + 1), '@agent', 'Where is my order?', 'user', 10,
        @time + n, @time + n
    FROM n;

INSERT INTO messages (id, interaction_id, parent_id, depth, sent_by, status, content, created_at, ended_at, model,
    input_tokens, output_tokens, latency_ms, time_to_first_token_ms)
    WITH RECURSIVE n (n) AS (SELECT @first UNION ALL SELECT n + 1 FROM n WHERE n < @last),
        k (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM k WHERE k < 9)
    SELECT 'msg_' || substr('000000000000000000000000000000000000000000000000' || (n * 10 + k), length('' || (n * 10 + k)) + 1),
        'int_' || substr('000000000000000000000000000000000000' || n, length('' || n) + 1),
        CASE k WHEN 0 THEN NULL ELSE
            'msg_' || substr('000000000000000000000000000000000000000000000000' || (n * 10 + k - 1), length('' || (n * 10 + k - 1)) + 1) END,
        k, CASE k % 2 WHEN 0 THEN 'user' ELSE 'agent' END, 'completed',
        'Message ' || k || ' of user ' || n || ': Every order leaves our warehouse within one day, and you can track it on the '
            || 'page that the confirmation names. If it has not moved for three days, tell us its number and we look.',
        @time + n * 10 + k, @time + n * 10 + k, CASE k % 2 WHEN 0 THEN '' ELSE 'openai.mock' END,
        CASE k % 2 WHEN 0 THEN NULL ELSE 24 END, CASE k % 2 WHEN 0 THEN NULL ELSE 64 END, CASE k % 2 WHEN 0 THEN NULL ELSE 1200 END,
        CASE k % 2 WHEN 0 THEN NULL ELSE 200 END
    FROM n CROSS JOIN k;
