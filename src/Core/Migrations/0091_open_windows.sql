-- Windows of feeds that are being read. A row is alive as long as its reader's session holds the advisory lock 'landing window <id>'.
CREATE TABLE core.open_window (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feed     text        NOT NULL,
    start_at timestamptz NOT NULL,
    end_at   timestamptz NOT NULL CHECK (end_at > start_at),
    query    text        NOT NULL                    -- what its landed objects remember of what was asked
);
