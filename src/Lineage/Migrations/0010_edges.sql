-- Which dataset a step's execution made from which. Finer than the pairs of dataset_use: a step that makes several tables
-- says for each what it is made from.
CREATE TABLE lineage.edge (
    run_id         uuid        NOT NULL,
    job            text        NOT NULL,
    from_namespace text        NOT NULL,
    from_name      text        NOT NULL,
    to_namespace   text        NOT NULL,
    to_name        text        NOT NULL,
    used_at        timestamptz NOT NULL,
    PRIMARY KEY (run_id, from_namespace, from_name, to_namespace, to_name)
);
CREATE INDEX edge_by_origin ON lineage.edge (from_namespace, from_name);
CREATE INDEX edge_by_target ON lineage.edge (to_namespace, to_name);
