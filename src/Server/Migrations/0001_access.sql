CREATE SCHEMA server;

CREATE TABLE server.person (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._@-]{0,99}$'),
    display_name text NOT NULL,
    roles text[] NOT NULL,
    password_hash text NOT NULL,
    password_changed_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    disabled_at timestamptz,
    CHECK (roles <@ ARRAY['admin', 'engineer', 'scientist', 'analyst', 'steward']));
CREATE UNIQUE INDEX person_name ON server.person (name);
COMMENT ON TABLE server.person IS 'Who may sign in. Names are lower case.';

CREATE TABLE server.ticket (
    hash bytea PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('session', 'access', 'refresh')),
    family uuid NOT NULL,
    person_id uuid NOT NULL REFERENCES server.person ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz);
CREATE INDEX ticket_person ON server.ticket (person_id);
CREATE INDEX ticket_family ON server.ticket (family);
CREATE INDEX ticket_expiry ON server.ticket (expires_at);
COMMENT ON TABLE server.ticket IS 'Sessions of people and bearer tokens of programs, by the SHA-256 of the secret; a family is signed out as one.';

CREATE TABLE server.api_key (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    person_id uuid NOT NULL REFERENCES server.person ON DELETE CASCADE,
    prefix text NOT NULL,
    hash bytea NOT NULL UNIQUE,
    permissions text[] NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz);
COMMENT ON TABLE server.api_key IS 'Keys of programs. A key may do what it names and its owner may do.';

CREATE TABLE server.sign_in_failure (
    key text PRIMARY KEY,
    failures int NOT NULL,
    last_at timestamptz NOT NULL,
    locked_until timestamptz);
COMMENT ON TABLE server.sign_in_failure IS 'Wrong passwords in a row, by user and by address.';

CREATE TABLE server.data_protection_key (
    name text PRIMARY KEY,
    xml text NOT NULL,
    created_at timestamptz NOT NULL);

CREATE TABLE server.audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    who text NOT NULL,
    what text NOT NULL,
    subject text NOT NULL,
    before jsonb,
    after jsonb);
CREATE INDEX audit_subject ON server.audit (subject, id);
COMMENT ON TABLE server.audit IS 'Every change made through the server: who, when, what, before, after.';
