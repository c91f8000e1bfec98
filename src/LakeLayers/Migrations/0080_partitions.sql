-- The partition of each file: its spec, and the value of each of the spec's fields with a letter for its type before it. Without them: of no
-- partition, or of a table that another engine partitioned before this was kept.
ALTER TABLE lake.data_file
    ADD COLUMN spec_id integer,
    ADD COLUMN partition_values jsonb;
