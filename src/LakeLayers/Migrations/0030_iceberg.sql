-- Tables are Iceberg tables from here on: their files carry field ids, and each snapshot has manifests and a metadata file. Files from
-- before have none, so the tables are made anew from landing by the next run of their workflow.
TRUNCATE lake.lake_table, lake.data_file, lake.snapshot;

ALTER TABLE lake.lake_table
    ADD COLUMN metadata_location text  NOT NULL,          -- the URI of the metadata file that holds
    ADD COLUMN metadata          jsonb NOT NULL;          -- its content: loading a table asks no object store

ALTER TABLE lake.snapshot
    ADD COLUMN columns        jsonb NOT NULL,             -- the Iceberg schema, with field ids
    ADD COLUMN last_column_id integer NOT NULL,
    ADD COLUMN manifest_list  text NOT NULL;
