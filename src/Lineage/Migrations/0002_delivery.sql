-- The optional HTTP transport: an event waits until another server has accepted it, however often that takes.
ALTER TABLE lineage.event
    ADD COLUMN delivery_attempts int NOT NULL DEFAULT 0,  -- times the other server refused this event
    ADD COLUMN delivery_error    text,                    -- its last answer, or why it could not be reached
    ADD COLUMN delivery_after    timestamptz;             -- a refused event lets the others pass until then
CREATE INDEX event_undelivered ON lineage.event (id) WHERE delivered_at IS NULL;
