-- Figures of what a run wrote, by column: nulls, least and greatest value are exact, the others approximate.
CREATE TABLE lake.column_profile (
    snapshot_id  bigint           NOT NULL,
    zone         text             NOT NULL,
    name         text             NOT NULL,
    run_id       uuid             NOT NULL,
    column_name  text             NOT NULL,
    place        integer          NOT NULL,
    type         text             NOT NULL,
    rows         bigint           NOT NULL,   -- rows that the run wrote
    sampled_rows bigint           NOT NULL,   -- of those, how many the approximate figures are from
    nulls        bigint,
    distinct_values bigint,
    least        text,
    greatest     text,
    mean         double precision,
    quantiles    jsonb            NOT NULL,   -- {"0.25": …, "0.5": …, "0.75": …}
    top_values   jsonb            NOT NULL,   -- the most frequent first
    recorded_at  timestamptz      NOT NULL DEFAULT now(),
    PRIMARY KEY (snapshot_id, column_name)
);
CREATE INDEX column_profile_by_table ON lake.column_profile (zone, name, snapshot_id DESC);
