-- An erasure is closed when a signed report tells of it: its own, or that of a later one of the same person which finished it. Until then its
-- report, not signed yet, and the person's tokens are kept, by which rows of the warehouse can still be found.
ALTER TABLE lake.erasure
    ADD COLUMN closed_by uuid REFERENCES lake.erasure,
    ADD COLUMN tokens    text[] NOT NULL DEFAULT '{}';
UPDATE lake.erasure SET closed_by = id WHERE report ? 'signature';
CREATE INDEX erasure_unclosed ON lake.erasure (subject) WHERE closed_by IS NULL;
