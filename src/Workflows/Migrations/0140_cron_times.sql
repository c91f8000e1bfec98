-- The times of cron triggers are planned one by one since: what Quartz had planned by its own reading of the expressions is
-- taken out of the schedule, and each server plans it anew when it starts.
DELETE FROM quartz.cron_triggers;
DELETE FROM quartz.fired_triggers f
  USING quartz.triggers t
  WHERE t.trigger_type = 'CRON'
    AND (f.sched_name, f.trigger_name, f.trigger_group) = (t.sched_name, t.trigger_name, t.trigger_group);
WITH gone AS (
  DELETE FROM quartz.triggers WHERE trigger_type = 'CRON' RETURNING sched_name, job_name, job_group
)
DELETE FROM quartz.job_details j
  USING gone g
  WHERE (j.sched_name, j.job_name, j.job_group) = (g.sched_name, g.job_name, g.job_group);
