CREATE TABLE server.run_log (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id    uuid NOT NULL,
    at        timestamptz NOT NULL,
    level     text NOT NULL,
    category  text NOT NULL,
    message   text NOT NULL,
    exception text);
CREATE INDEX run_log_run ON server.run_log (run_id, id);
COMMENT ON TABLE server.run_log IS 'What the program logged within runs: the newest lines, bounded in number and age.';
