-- XXH64 of each file's bytes, 16 hexadecimal digits; null where another engine wrote the file, or an earlier version.
ALTER TABLE lake.data_file ADD COLUMN checksum text;
