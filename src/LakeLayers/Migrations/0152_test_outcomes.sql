-- Since tests have conditions (warn_if, error_if), what they found does not tell whether they passed.
ALTER TABLE lake.test_result ADD COLUMN outcome text CHECK (outcome IN ('pass', 'warn', 'fail'));
UPDATE lake.test_result SET outcome = CASE WHEN rows = 0 THEN 'pass' WHEN severity = 'warn' THEN 'warn' ELSE 'fail' END;
ALTER TABLE lake.test_result ALTER COLUMN outcome SET NOT NULL;
-- fail_calc may give any whole number.
ALTER TABLE lake.test_result DROP CONSTRAINT test_result_rows_check;
