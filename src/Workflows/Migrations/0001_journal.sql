-- What runs of workflows did: one row a run, one row an execution of an activity. Counters are totals since the start.
CREATE SCHEMA IF NOT EXISTS workflow;

CREATE TABLE workflow.run (
    id                    uuid        PRIMARY KEY,
    definition_id         text        NOT NULL,
    definition_version_id text        NOT NULL,
    definition_version    int         NOT NULL,
    definition_hash       text        NOT NULL,
    name                  text        NOT NULL,
    status                text        NOT NULL,
    sub_status            text        NOT NULL,
    created_at            timestamptz NOT NULL,
    started_at            timestamptz,
    finished_at           timestamptz,
    input                 jsonb       NOT NULL,
    output                jsonb       NOT NULL,
    incident_count        int         NOT NULL,
    triggered_by          text,
    owner_host            text        NOT NULL,
    owner_pid             int         NOT NULL,
    owner_started_at      timestamptz NOT NULL,
    heartbeat             timestamptz NOT NULL
);
CREATE INDEX run_definition ON workflow.run (definition_id, created_at DESC);
CREATE INDEX run_created ON workflow.run (created_at DESC);
CREATE INDEX run_running ON workflow.run (definition_id) WHERE status = 'Running';

CREATE TABLE workflow.activity_execution (
    id                    uuid        PRIMARY KEY,
    run_id                uuid        NOT NULL REFERENCES workflow.run ON DELETE CASCADE,
    parent_id             uuid,
    sequence              bigint      NOT NULL,
    activity_id           text        NOT NULL,
    node_id               text        NOT NULL,
    activity_type         text        NOT NULL,
    activity_type_version int         NOT NULL,
    activity_name         text,
    status                text        NOT NULL,
    started_at            timestamptz NOT NULL,
    completed_at          timestamptz,
    outcomes              text[]      NOT NULL,
    attempts              int         NOT NULL,
    failed_attempts       jsonb       NOT NULL,
    counters              jsonb       NOT NULL,
    detail                text,
    activity_state        jsonb       NOT NULL,
    outputs               jsonb       NOT NULL,
    journal_data          jsonb       NOT NULL,
    exception             jsonb,
    aggregate_fault_count int         NOT NULL,
    is_control_flow       boolean     NOT NULL
);
CREATE UNIQUE INDEX activity_execution_run ON workflow.activity_execution (run_id, sequence);

CREATE TABLE workflow.incident (
    id                    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id                uuid        NOT NULL REFERENCES workflow.run ON DELETE CASCADE,
    activity_id           text        NOT NULL,
    activity_node_id      text        NOT NULL,
    activity_type         text        NOT NULL,
    activity_name         text,
    activity_execution_id uuid,
    message               text        NOT NULL,
    exception             jsonb,
    raised_at             timestamptz NOT NULL
);
CREATE INDEX incident_run ON workflow.incident (run_id, id);
