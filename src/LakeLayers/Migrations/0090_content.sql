-- The first snapshot that had the same rows, where files were only written anew (compaction); null: it has rows of its own.
ALTER TABLE lake.snapshot ADD COLUMN content_id bigint;
