-- What starts workflows: one row for each payload of each trigger of the published definitions.
CREATE TABLE workflow.trigger (
    id            uuid        PRIMARY KEY,
    definition_id text        NOT NULL,
    version_id    text        NOT NULL,
    activity_id   text        NOT NULL,
    -- The kind of stimulus, an activity's type as a rule, and the hash of what exactly starts it.
    name          text        NOT NULL,
    hash          text        NOT NULL,
    payload       jsonb       NOT NULL,
    created_at    timestamptz NOT NULL
);
CREATE INDEX trigger_hash ON workflow.trigger (name, hash);
CREATE INDEX trigger_definition ON workflow.trigger (definition_id);

-- How far triggers that look for new things have looked. It outlives publications: the same trigger goes on where it was.
CREATE TABLE workflow.trigger_position (
    definition_id text        NOT NULL,
    activity_id   text        NOT NULL,
    hash          text        NOT NULL,
    position      jsonb       NOT NULL,
    looked_at     timestamptz NOT NULL,
    PRIMARY KEY (definition_id, activity_id, hash)
);
