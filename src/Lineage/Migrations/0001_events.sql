CREATE SCHEMA lineage;

-- OpenLineage events exactly as emitted, in the order of their commit.
CREATE TABLE lineage.event (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_type  text        NOT NULL,
    event_time  timestamptz NOT NULL,
    run_id      uuid        NOT NULL,  -- the step's execution; its workflow's run is the parent facet
    parent_run  uuid        NOT NULL,
    job         text        NOT NULL,  -- workflow.step
    event       jsonb       NOT NULL,
    delivered_at timestamptz          -- when the optional HTTP transport had it accepted
);
CREATE INDEX event_by_run ON lineage.event (run_id);
CREATE INDEX event_by_parent ON lineage.event (parent_run);

-- What queries walk: which dataset a step's execution read and wrote.
CREATE TABLE lineage.dataset_use (
    run_id    uuid        NOT NULL,
    job       text        NOT NULL,
    direction text        NOT NULL CHECK (direction IN ('input', 'output')),
    namespace text        NOT NULL,
    name      text        NOT NULL,
    version   text,
    rows      bigint,
    bytes     bigint,
    used_at   timestamptz NOT NULL,
    PRIMARY KEY (run_id, direction, namespace, name)
);
CREATE INDEX dataset_use_by_dataset ON lineage.dataset_use (namespace, name, direction);
