-- Charts and numbers of a project are called analytics everywhere.
ALTER TABLE figures RENAME TO analytics;
ALTER TABLE figure_times RENAME TO analytics_times;
ALTER TABLE figure_users RENAME TO analytics_users;
ALTER TABLE figure_progress RENAME TO analytics_progress;
DROP INDEX figures_by_hour;
CREATE INDEX analytics_by_hour ON analytics (start) WHERE step = 3600;

-- Hours of HMAC counts that are old enough to go.
CREATE INDEX hmac_counts_by_hour ON hmac_counts (hour);
