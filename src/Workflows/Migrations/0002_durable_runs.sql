-- Runs that outlive their process: state, bookmarks, an inbox for what resumes them, and the process (worker) that has them now.
CREATE TABLE workflow.worker (
    id         uuid        PRIMARY KEY,
    host       text        NOT NULL,
    pid        int         NOT NULL,
    started_at timestamptz NOT NULL,
    heartbeat  timestamptz NOT NULL
);

-- Runs of the time before have ended with their processes.
UPDATE workflow.run SET status = 'Finished', sub_status = 'Faulted', finished_at = now() WHERE status = 'Running';
ALTER TABLE workflow.run
    DROP COLUMN owner_host, DROP COLUMN owner_pid, DROP COLUMN owner_started_at, DROP COLUMN heartbeat,
    ADD COLUMN worker_id          uuid REFERENCES workflow.worker,
    ADD COLUMN updated_at         timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN correlation_id     text,
    ADD COLUMN parent_run_id      uuid,
    -- The bookmark of the parent that this run's end resumes.
    ADD COLUMN parent_bookmark_id uuid,
    -- What happens when the process is gone: End (the caller starts again) or Resume (from the last commit).
    ADD COLUMN recovery           text NOT NULL DEFAULT 'End',
    -- Resumes after a crash since an activity last ended.
    ADD COLUMN recoveries         int NOT NULL DEFAULT 0,
    ADD COLUMN is_cancel_requested boolean NOT NULL DEFAULT false;
CREATE INDEX run_correlation ON workflow.run (correlation_id) WHERE status = 'Running';
CREATE INDEX run_parent ON workflow.run (parent_run_id) WHERE parent_run_id IS NOT NULL;
CREATE INDEX run_pending ON workflow.run (created_at) WHERE sub_status = 'Pending';

-- The definitions that runs were started with, each once, so that a run resumes on what it began with.
CREATE TABLE workflow.definition_snapshot (
    hash text PRIMARY KEY,
    json text NOT NULL
);

-- Where a run stands: executions that are open and variables. Gone when the run has ended well.
CREATE TABLE workflow.run_state (
    run_id uuid PRIMARY KEY REFERENCES workflow.run ON DELETE CASCADE,
    state  text NOT NULL
);

-- Values of an execution that are written once and may be large, the items of a loop for instance.
CREATE TABLE workflow.run_memo (
    run_id       uuid NOT NULL REFERENCES workflow.run ON DELETE CASCADE,
    execution_id uuid NOT NULL,
    name         text NOT NULL,
    value        text NOT NULL,
    PRIMARY KEY (run_id, execution_id, name)
);

CREATE TABLE workflow.bookmark (
    id             uuid        PRIMARY KEY,
    run_id         uuid        NOT NULL REFERENCES workflow.run ON DELETE CASCADE,
    execution_id   uuid        NOT NULL,
    activity_id    text        NOT NULL,
    node_id        text        NOT NULL,
    name           text        NOT NULL,
    hash           text        NOT NULL,
    payload        jsonb,
    callback       text,
    auto_burn      boolean     NOT NULL,
    auto_complete  boolean     NOT NULL,
    correlation_id text,
    due_at         timestamptz,
    metadata       jsonb,
    created_at     timestamptz NOT NULL
);
CREATE INDEX bookmark_run ON workflow.bookmark (run_id);
CREATE INDEX bookmark_hash ON workflow.bookmark (name, hash);
CREATE INDEX bookmark_due ON workflow.bookmark (due_at) WHERE due_at IS NOT NULL;

-- What is to resume a run; a row goes in the commit that burns the bookmark.
CREATE TABLE workflow.inbox (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id      uuid        NOT NULL REFERENCES workflow.run ON DELETE CASCADE,
    bookmark_id uuid        NOT NULL,
    input       text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inbox_run ON workflow.inbox (run_id, id);

ALTER TABLE workflow.activity_execution
    -- Places in the order of all events of the run; null until the event.
    ADD COLUMN start_event   bigint,
    ADD COLUMN end_event     bigint,
    -- Events between the two: [{"name": "Suspended", "sequence": 7, "timestamp": "…"}].
    ADD COLUMN other_events  jsonb   NOT NULL DEFAULT '[]',
    ADD COLUMN has_bookmarks boolean NOT NULL DEFAULT false;
CREATE INDEX activity_execution_node ON workflow.activity_execution (run_id, node_id);

ALTER TABLE workflow.incident ADD COLUMN resolved_at timestamptz;
