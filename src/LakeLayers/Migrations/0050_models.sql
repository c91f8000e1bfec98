-- Models that are kept as their query: whoever reads them runs it.
CREATE TABLE lake.lake_view (
    zone         text        NOT NULL,
    name         text        NOT NULL,
    sql          text        NOT NULL,      -- names tables as "zone"."table"
    schema       jsonb       NOT NULL,      -- [{"name","type","description"}]
    inputs       text[]      NOT NULL,      -- zone.table
    fingerprint  text        NOT NULL,
    run_id       uuid        NOT NULL,
    committed_at timestamptz NOT NULL,
    PRIMARY KEY (zone, name)
);

-- What each model was when its table was last published: for state:modified.
CREATE TABLE lake.model (
    zone         text        NOT NULL,
    name         text        NOT NULL,
    file         text        NOT NULL,
    materialized text        NOT NULL,
    definition   text        NOT NULL,      -- SHA-256 of its SQL, its config and its contract
    run_id       uuid        NOT NULL,
    built_at     timestamptz NOT NULL,
    PRIMARY KEY (zone, name)
);

-- What each run of each test found, with the first of the wrong rows.
CREATE TABLE lake.test_result (
    step_run_id uuid        NOT NULL,
    run_id      uuid        NOT NULL,
    test        text        NOT NULL,
    project     text        NOT NULL,
    zone        text,                       -- the model it stands with, if any
    name        text,
    column_name text,
    severity    text        NOT NULL CHECK (severity IN ('error', 'warn')),
    rows        bigint      NOT NULL CHECK (rows >= 0),
    sample      jsonb       NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (step_run_id, test)
);
CREATE INDEX test_result_by_test ON lake.test_result (project, test, recorded_at);
