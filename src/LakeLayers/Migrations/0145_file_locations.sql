-- How manifests spell a file's URI, where it is not as the lake itself spells it: delete files repeat it.
ALTER TABLE lake.data_file ADD COLUMN location text;

-- Columns are found by their field ids in every file.
ALTER TABLE lake.snapshot DROP COLUMN reads_by_id;
