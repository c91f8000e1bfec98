-- What else stood for an erased subject in tables: keyed hashes of the hashes that protected columns hold. With them the list of the
-- forgotten tells also in such columns when somebody comes back. Erasures from before have none.
ALTER TABLE lake.erasure ADD COLUMN aliases text[] NOT NULL DEFAULT '{}';
