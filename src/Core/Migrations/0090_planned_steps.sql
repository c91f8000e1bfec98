-- What a run was planned to do, and what it did: one row a step of a run that was planned first.
CREATE TABLE core.planned_step (
    run_id       uuid    NOT NULL,
    activity_id  text    NOT NULL,
    name         text    NOT NULL,
    would_run    boolean NOT NULL,                    -- whether the step was expected to change anything
    rows         bigint,                              -- as planned; null: there was nothing to tell it from
    bytes        bigint,
    did_run      boolean NOT NULL,
    actual_rows  bigint  NOT NULL,
    actual_bytes bigint  NOT NULL,
    PRIMARY KEY (run_id, activity_id)
);
