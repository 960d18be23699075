-- A year of a busy project, as the server's job would have rolled it up: 1,000 of 20,000 users and 100,000 messages a day,
-- half of them replies, by five agents with three models each. Hours for the last 90 days. `@project` and `@day`, which is
-- today, are filled in.

CREATE TEMP TABLE days AS
    WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 364) SELECT @day - n AS day FROM n;
CREATE TEMP TABLE hours AS
    WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 23)
    SELECT day, day * 24 + n AS hour FROM n CROSS JOIN days WHERE day > @day - 90;
CREATE TEMP TABLE speakers AS
    SELECT 'ag_00000000000000000000000' || a AS agent_id, m.model FROM
        (SELECT 1 AS a UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5),
        (SELECT '' AS model UNION ALL SELECT 'openai.gpt-4o' UNION ALL SELECT 'openai.gpt-4o-mini'
         UNION ALL SELECT 'anthropic.claude-sonnet-4-5') m;
-- Who is active on a day, of whom every second one talks to two agents.
CREATE TEMP TABLE actives AS
    WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 999)
    SELECT day, 'u_' || printf('%024d', (day * 7919 + n * 6151 + n * n * 31) % 20000) AS user_id, n % 5 + 1 AS agent,
        n FROM n CROSS JOIN days;

INSERT INTO analytics (project_id, step, start, agent_id, model, live, interactions, messages, replies, failures, cancelled,
    input_tokens, output_tokens, cost, unpriced, up, down)
SELECT '@project', 86400, day, agent_id, model, 1, CASE model WHEN '' THEN 600 ELSE 0 END,
    CASE model WHEN '' THEN 10000 ELSE 0 END, CASE model WHEN '' THEN 0 ELSE 3333 END, CASE model WHEN '' THEN 0 ELSE 12 END,
    30, 2000000, 800000, 9000000000, 0, 40, 10
FROM days CROSS JOIN speakers;
INSERT INTO analytics (project_id, step, start, agent_id, model, live, interactions, messages, replies, failures, cancelled,
    input_tokens, output_tokens, cost, unpriced, up, down)
SELECT '@project', 3600, hour, agent_id, model, 1, 25, 400, 140, 1, 1, 80000, 32000, 370000000, 0, 2, 1
FROM hours CROSS JOIN speakers;

-- From 200 ms to 13 s, for each agent and model and for all together.
INSERT INTO analytics_times (project_id, step, start, agent_id, model, live, bucket, replies)
    WITH RECURSIVE buckets (bucket) AS (SELECT 44 UNION ALL SELECT bucket + 1 FROM buckets WHERE bucket < 91)
    SELECT '@project', s.step, day * 86400 / s.step AS start, CASE s.one WHEN 1 THEN agent_id ELSE '' END AS agent,
        CASE s.one WHEN 1 THEN model ELSE '' END AS named, 1, bucket, COUNT(*) * 70
    FROM days CROSS JOIN speakers CROSS JOIN buckets CROSS JOIN (SELECT 86400 AS step, 1 AS one UNION ALL SELECT 86400, 0
        UNION ALL SELECT 2419200, 1 UNION ALL SELECT 2419200, 0) s
    WHERE model <> '' GROUP BY s.step, start, agent, named, bucket;
INSERT INTO analytics_times (project_id, step, start, agent_id, model, live, bucket, replies)
    WITH RECURSIVE buckets (bucket) AS (SELECT 52 UNION ALL SELECT bucket + 1 FROM buckets WHERE bucket < 79)
    SELECT '@project', 3600, hour, CASE s.one WHEN 1 THEN agent_id ELSE '' END AS agent,
        CASE s.one WHEN 1 THEN model ELSE '' END AS named, 1, bucket, COUNT(*) * 5
    FROM hours CROSS JOIN speakers CROSS JOIN buckets CROSS JOIN (SELECT 1 AS one UNION ALL SELECT 0) s
    WHERE model <> '' GROUP BY hour, agent, named, bucket;

INSERT INTO analytics_users (project_id, step, start, agent_id, live, user_id)
    SELECT '@project', s.step, a.day * 86400 / s.step,
        CASE t.how WHEN 0 THEN '' WHEN 1 THEN 'ag_00000000000000000000000' || a.agent
            ELSE 'ag_00000000000000000000000' || (a.agent % 5 + 1) END, 1, a.user_id
    FROM actives a CROSS JOIN (SELECT 86400 AS step UNION ALL SELECT 2419200) s
    CROSS JOIN (SELECT 0 AS how UNION ALL SELECT 1 UNION ALL SELECT 2) t WHERE t.how < 2 OR a.n % 2 = 0
    ON CONFLICT DO NOTHING;
INSERT INTO analytics_users (project_id, step, start, agent_id, live, user_id)
    SELECT '@project', 3600, a.day * 24 + (a.n + t.how * 7) % 24,
        CASE t.how WHEN 0 THEN '' ELSE 'ag_00000000000000000000000' || a.agent END, 1, a.user_id
    FROM actives a CROSS JOIN (SELECT 0 AS how UNION ALL SELECT 1) t WHERE a.day > @day - 90
    ON CONFLICT DO NOTHING;
