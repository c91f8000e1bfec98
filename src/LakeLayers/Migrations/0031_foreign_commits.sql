-- Other engines commit through the REST catalogue: their snapshots have ids of their own choice, and may delete rows by files.
ALTER TABLE lake.lake_table ALTER COLUMN snapshot_id DROP NOT NULL;       -- null: created, nothing published yet

ALTER TABLE lake.snapshot ADD COLUMN iceberg_id bigint;                   -- the snapshot's id in the table's metadata
UPDATE lake.snapshot SET iceberg_id = id;
ALTER TABLE lake.snapshot ALTER COLUMN iceberg_id SET NOT NULL;
CREATE INDEX snapshot_by_iceberg_id ON lake.snapshot (zone, name, iceberg_id);

ALTER TABLE lake.data_file
    ADD COLUMN content         smallint NOT NULL DEFAULT 0,               -- 0 rows, 1 position deletes, 2 equality deletes
    ADD COLUMN sequence_number bigint   NOT NULL DEFAULT 0,               -- deletes by value apply to files with a lower one
    ADD COLUMN equality_ids    integer[];                                 -- the columns that deletes by value compare
-- A file may come back: a table can be set back to a snapshot that still had it.
ALTER TABLE lake.data_file DROP CONSTRAINT data_file_object_key_key;
CREATE INDEX data_file_by_key ON lake.data_file (object_key);
-- A table that is dropped loses its files by a change that publishes no snapshot.
ALTER TABLE lake.data_file DROP CONSTRAINT data_file_removed_by_fkey;
