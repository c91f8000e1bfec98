-- Every move of a watermark, so that what a run published can be retracted together with how far it had read.
CREATE TABLE core.watermark_move (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workflow   text        NOT NULL,
    source     text        NOT NULL,
    name       text        NOT NULL,
    before     jsonb,                  -- null: it was never read before
    before_run uuid,                   -- the run that had moved it there
    run_id     uuid        NOT NULL,
    moved_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX watermark_move_by_run ON core.watermark_move (run_id);
