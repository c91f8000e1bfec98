CREATE SCHEMA lake;

-- What is in landing. A row appears as soon as its object is durable and becomes visible to later steps when the
-- step that landed it commits (published_at). Rows are never changed otherwise.
CREATE TABLE lake.landing_object (
    id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source             text        NOT NULL,  -- the feed: a name such as procedures or transactions
    source_uri         text        NOT NULL,  -- where the bytes came from, without credentials
    object_key         text        NOT NULL,
    size               bigint      NOT NULL,
    sha256             text        NOT NULL,
    media_type         text        NOT NULL,
    source_modified_at timestamptz,
    row_count          bigint,                -- documents or lines, where the object is made of rows
    properties         jsonb       NOT NULL DEFAULT '{}',
    run_id             uuid        NOT NULL,
    landed_at          timestamptz NOT NULL DEFAULT now(),
    published_at       timestamptz,
    UNIQUE (source, source_uri, sha256)
);
CREATE INDEX landing_object_by_key ON lake.landing_object (object_key);

CREATE TABLE lake.snapshot (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    zone         text        NOT NULL,
    name         text        NOT NULL,
    parent_id    bigint REFERENCES lake.snapshot,
    run_id       uuid        NOT NULL,
    fingerprint  text        NOT NULL,
    schema       jsonb       NOT NULL,  -- [{"name","type","description"}]
    committed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX snapshot_by_table ON lake.snapshot (zone, name, id);
CREATE INDEX snapshot_by_run ON lake.snapshot (run_id);

-- The current snapshot of each table; the row is the lock that writers of one table meet at.
CREATE TABLE lake.lake_table (
    zone        text   NOT NULL,
    name        text   NOT NULL,
    snapshot_id bigint NOT NULL REFERENCES lake.snapshot,
    PRIMARY KEY (zone, name)
);

-- A file belongs to the snapshots from added_by up to, not including, removed_by.
CREATE TABLE lake.data_file (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    zone        text   NOT NULL,
    name        text   NOT NULL,
    object_key  text   NOT NULL UNIQUE,
    row_count   bigint NOT NULL,
    size        bigint NOT NULL,
    landing_key text,
    added_by    bigint NOT NULL REFERENCES lake.snapshot,
    removed_by  bigint REFERENCES lake.snapshot
);
CREATE INDEX data_file_by_table ON lake.data_file (zone, name, added_by);

-- Where every row of a step went: rows_in = rows_out + quarantined + the sum of dropped (one count a rule).
CREATE TABLE lake.row_account (
    step_run_id uuid   NOT NULL,
    run_id      uuid   NOT NULL,
    zone        text   NOT NULL,
    name        text   NOT NULL,
    rows_in     bigint NOT NULL,
    rows_out    bigint NOT NULL,
    quarantined bigint NOT NULL DEFAULT 0,
    dropped     jsonb  NOT NULL DEFAULT '{}',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (step_run_id, zone, name),
    CHECK (rows_in >= 0 AND rows_out >= 0 AND quarantined >= 0)
);
