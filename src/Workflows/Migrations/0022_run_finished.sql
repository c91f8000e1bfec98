-- Triggers look for runs of a workflow that have ended lately.
CREATE INDEX run_of_definition_finished ON workflow.run (definition_id, finished_at) WHERE finished_at IS NOT NULL;
