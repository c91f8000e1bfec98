-- What of a backfill is done: one row a workflow and window, so that it goes on where it stopped.
CREATE TABLE core.backfill_window (
    workflow    text        NOT NULL,
    start_at    timestamptz NOT NULL,
    end_at      timestamptz NOT NULL CHECK (end_at > start_at),
    fingerprint text        NOT NULL,                 -- of the definition and the variables it was run with
    status      text        NOT NULL CHECK (status IN ('running', 'done', 'failed')),
    run_id      uuid        NOT NULL,
    changed_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workflow, start_at, end_at)
);
