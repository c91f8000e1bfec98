-- Datasets that were derived from something that was retracted since; publishing one anew clears its mark.
CREATE TABLE lineage.stale (
    namespace text        NOT NULL,
    name      text        NOT NULL,
    since     timestamptz NOT NULL DEFAULT now(),
    run_id    uuid        NOT NULL,  -- the run that was retracted
    PRIMARY KEY (namespace, name)
);
