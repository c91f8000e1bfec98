-- How many rows broke each rule of a table's contract, for every rule that a step checked (zero too).
CREATE TABLE lake.contract_result (
    step_run_id uuid        NOT NULL,
    run_id      uuid        NOT NULL,
    zone        text        NOT NULL,
    name        text        NOT NULL,
    rule        text        NOT NULL,
    column_name text,
    policy      text        NOT NULL CHECK (policy IN ('quarantine', 'fail', 'warn')),
    message     text        NOT NULL,
    rows        bigint      NOT NULL CHECK (rows >= 0),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (step_run_id, zone, name, rule)
);
CREATE INDEX contract_result_by_table ON lake.contract_result (zone, name, recorded_at);
