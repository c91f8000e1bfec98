-- Workflow definitions: one row a version. The document is kept as text, as it was saved; the columns beside it are the store's own facts.
CREATE TABLE workflow.definition (
    id                 text        PRIMARY KEY,
    definition_id      text        NOT NULL,
    version            int         NOT NULL CHECK (version > 0),
    name               text        NOT NULL,
    description        text,
    tool_version       text,
    is_latest          boolean     NOT NULL,
    is_published       boolean     NOT NULL,
    is_readonly        boolean     NOT NULL,
    is_system          boolean     NOT NULL,
    usable_as_activity boolean     NOT NULL,
    provider           text,
    -- When this version was made, and when its content was last saved: what a client loaded it as.
    created_at         timestamptz NOT NULL,
    saved_at           timestamptz NOT NULL,
    -- When it was first published.
    published_at       timestamptz,
    -- The page that saved last, and the state that its unbroken series of saves began on.
    editor             text,
    editor_base        timestamptz,
    hash               text        NOT NULL,
    -- The definitions that its activities name.
    uses               text[]      NOT NULL,
    json               text        NOT NULL,
    UNIQUE (definition_id, version)
);
CREATE UNIQUE INDEX definition_latest ON workflow.definition (definition_id) WHERE is_latest;
CREATE UNIQUE INDEX definition_published ON workflow.definition (definition_id) WHERE is_published;
CREATE INDEX definition_latest_name ON workflow.definition (lower(name), definition_id) WHERE is_latest;
CREATE INDEX definition_uses ON workflow.definition USING gin (uses) WHERE is_latest OR is_published;
CREATE INDEX definition_activity ON workflow.definition (definition_id) WHERE usable_as_activity AND published_at IS NOT NULL;

-- A retried creation finds what the first try made.
CREATE TABLE workflow.definition_creation (
    key        text        PRIMARY KEY,
    version_id text        NOT NULL,
    created_at timestamptz NOT NULL
);

-- The HTTP paths that published definitions answer on; a path and method belong to one of them.
CREATE TABLE workflow.definition_endpoint (
    method        text NOT NULL,
    path          text NOT NULL,
    definition_id text NOT NULL,
    PRIMARY KEY (method, path)
);
CREATE INDEX definition_endpoint_owner ON workflow.definition_endpoint (definition_id);
