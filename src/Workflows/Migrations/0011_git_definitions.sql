-- What was last loaded of each definition of the workflows folder, so that only a file that has changed makes a new version.
CREATE TABLE workflow.definition_git (
    definition_id text        PRIMARY KEY,
    hash          text        NOT NULL,
    loaded_at     timestamptz NOT NULL
);
