-- The partition spec and the sort order that a model named when its table was last published; null: it named none. What the table has
-- besides was set by somebody else, and stays.
ALTER TABLE lake.model
    ADD COLUMN spec_id  integer,
    ADD COLUMN order_id integer;

-- Until now every publication set what its model named, so that what is set is the model's own.
UPDATE lake.model m SET spec_id = s.id FROM (
    SELECT t.zone, t.name, (t.metadata->>'default-spec-id')::integer AS id FROM lake.lake_table t, jsonb_array_elements(t.metadata->'partition-specs') s
    WHERE s->>'spec-id' = t.metadata->>'default-spec-id' AND jsonb_array_length(s->'fields') > 0) s
WHERE (m.zone, m.name) = (s.zone, s.name);
UPDATE lake.model m SET order_id = (t.metadata->>'default-sort-order-id')::integer FROM lake.lake_table t
WHERE (m.zone, m.name) = (t.zone, t.name) AND t.metadata->>'default-sort-order-id' <> '0';
