-- What lists and pages of runs ask for.

-- The variables of a run that has ended well, whose state is gone; secrets are masked, long texts cut.
CREATE TABLE workflow.run_result (
    run_id    uuid PRIMARY KEY REFERENCES workflow.run ON DELETE CASCADE,
    variables json NOT NULL
);

-- Lists by state, by end and by name. None is on updated_at: each commit changes that, and would then touch every index of the row.
CREATE INDEX run_sub_status ON workflow.run (sub_status, created_at DESC);
CREATE INDEX run_finished ON workflow.run (finished_at DESC) WHERE finished_at IS NOT NULL;
CREATE INDEX run_open ON workflow.run (created_at DESC) WHERE finished_at IS NULL;
CREATE INDEX run_name ON workflow.run (name, created_at DESC);
CREATE INDEX run_with_incidents ON workflow.run (created_at DESC) WHERE incident_count > 0;
CREATE INDEX run_correlated ON workflow.run (correlation_id, created_at DESC) WHERE correlation_id IS NOT NULL;
CREATE INDEX run_version ON workflow.run (definition_version_id, created_at DESC);

-- Search for parts of names. The extension comes with PostgreSQL and any owner of a database may create it; where it is missing, search reads more.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX run_search ON workflow.run USING gin ((name || ' ' || definition_id || ' ' || coalesce(correlation_id, '')) gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
    RAISE NOTICE 'pg_trgm is not available: %', SQLERRM;
END $$;

-- The journal reads events in their order; rows of the time before events had places get some.
UPDATE workflow.activity_execution a SET start_event = n.start_event, end_event = n.end_event
FROM (SELECT id, 2 * sequence - 1 AS start_event, CASE WHEN completed_at IS NULL THEN NULL ELSE 2 * sequence END AS end_event
    FROM workflow.activity_execution WHERE start_event IS NULL AND end_event IS NULL) n
WHERE a.id = n.id;
CREATE INDEX activity_execution_started ON workflow.activity_execution (run_id, start_event);
