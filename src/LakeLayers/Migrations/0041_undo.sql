-- A snapshot that was retracted stays, but it is no longer in the line of the table's states.
ALTER TABLE lake.snapshot
    ADD COLUMN retracted_at timestamptz,
    ADD COLUMN retracted_by uuid;                           -- the undo's own run
-- The run that made an object visible; it may have landed in an earlier one that broke off. Null: as run_id.
ALTER TABLE lake.landing_object ADD COLUMN published_by uuid;
