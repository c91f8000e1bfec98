-- An object of landing out of which lines were erased: its key and hash stay what the source gave, so that rows still find it and the
-- same bytes are not taken for new ones; what is stored now has a hash of its own.
ALTER TABLE lake.landing_object
    ADD COLUMN stored_sha256 text,          -- of the bytes as they are stored now; null: sha256
    ADD COLUMN stored_size   bigint,
    ADD COLUMN stored_key    text,          -- where they are until they stand at object_key; null: they do
    ADD COLUMN rewritten_at  timestamptz;

-- Erasures of data subjects. The subject is a keyed hash: the list tells when somebody comes back, and nothing else.
CREATE TABLE lake.erasure (
    id          uuid        PRIMARY KEY,
    subject     text        NOT NULL,
    run_id      uuid        NOT NULL,
    who         text        NOT NULL,
    erased_at   timestamptz NOT NULL,
    pending     text[]      NOT NULL,       -- objects that go unless a table needs them; empty when that is done
    finished_at timestamptz,
    report      jsonb
);
CREATE INDEX erasure_by_subject ON lake.erasure (subject);
CREATE INDEX erasure_unfinished ON lake.erasure (id) WHERE finished_at IS NULL;
