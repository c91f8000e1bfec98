-- Reading columns by field id costs DuckDB twice the time of reading them by name: it is done where names may differ from file to file.
ALTER TABLE lake.snapshot ADD COLUMN reads_by_id boolean NOT NULL DEFAULT false;
