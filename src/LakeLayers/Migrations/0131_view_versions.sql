-- The definitions that views had: so that a run that published one can be retracted, and the lake be read as of a time.
CREATE TABLE lake.view_version (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    zone           text        NOT NULL,
    name           text        NOT NULL,
    sql            text,                                        -- null: the name became a table's
    schema         jsonb,
    inputs         text[],
    fingerprint    text,
    run_id         uuid        NOT NULL,
    committed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    table_snapshot bigint,                                      -- the current snapshot of the table that had the name before; null: none had
    is_oldest      boolean     NOT NULL DEFAULT false,          -- what was before it was not kept
    retracted_at   timestamptz,
    retracted_by   uuid
);
CREATE INDEX view_version_by_name ON lake.view_version (zone, name, id);
CREATE INDEX view_version_by_run ON lake.view_version (run_id);

INSERT INTO lake.view_version (zone, name, sql, schema, inputs, fingerprint, run_id, committed_at, is_oldest)
SELECT zone, name, sql, schema, inputs, fingerprint, run_id, committed_at, true FROM lake.lake_view;
