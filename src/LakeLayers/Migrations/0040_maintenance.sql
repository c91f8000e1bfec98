-- A snapshot that was expired stays as a line of history; its files may be gone.
ALTER TABLE lake.snapshot ADD COLUMN expired_at timestamptz;

ALTER TABLE lake.data_file
    ADD COLUMN place        bigint,                                       -- compaction: the place of the first file that it stands for; null: its id
    ADD COLUMN landing_keys jsonb;                                        -- compaction: the landing objects whose rows it holds, where there are several
