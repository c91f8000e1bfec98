-- Raised when something is erased that steps may have read: a step that began before does not commit.
CREATE TABLE lineage.fence (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch    bigint  NOT NULL
);
INSERT INTO lineage.fence (epoch) VALUES (0);
