-- The schema itself and its ledger, core.migration, are made by the migrator before the first file runs.

-- Where a source was read up to. One row a workflow, source and name of position; written in the transaction that
-- publishes what was read, so that the two can never disagree.
CREATE TABLE core.watermark (
    workflow   text        NOT NULL,
    source     text        NOT NULL,
    name       text        NOT NULL,
    value      jsonb       NOT NULL,
    run_id     uuid        NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workflow, source, name)
);
