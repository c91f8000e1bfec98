-- What the scheduler (Quartz 4.7, its store for ADO.NET, clustered) keeps: see docs/adr/0012. Table and column names are the library's; times
-- are ticks of .NET. Servers that share this database share the schedule: each firing happens on one of them.
CREATE SCHEMA IF NOT EXISTS quartz;

-- Jobs: one for each trigger of a workflow that a clock fires.
CREATE TABLE quartz.job_details (
    sched_name        text    NOT NULL,
    job_name          text    NOT NULL,
    job_group         text    NOT NULL,
    description       text,
    job_class_name    text    NOT NULL,
    is_durable        boolean NOT NULL,
    is_nonconcurrent  boolean NOT NULL,
    is_update_data    boolean NOT NULL,
    requests_recovery boolean NOT NULL,
    job_data          bytea,
    PRIMARY KEY (sched_name, job_name, job_group)
);

-- When they fire next.
CREATE TABLE quartz.triggers (
    sched_name              text     NOT NULL,
    trigger_name            text     NOT NULL,
    trigger_group           text     NOT NULL,
    job_name                text     NOT NULL,
    job_group               text     NOT NULL,
    description             text,
    next_fire_time          bigint,
    prev_fire_time          bigint,
    priority                int,
    trigger_state           text     NOT NULL,
    trigger_type            text     NOT NULL,
    start_time              bigint   NOT NULL,
    end_time                bigint,
    calendar_name           text,
    misfire_instr           smallint,
    misfire_orig_fire_time  bigint,
    execution_group         text,
    preferred_node          text,
    preferred_node_auto     boolean  NOT NULL DEFAULT false,
    retry_policy            text,
    retry_attempt           int,
    continues_trigger_name  text,
    continues_trigger_group text,
    continuation_condition  int,
    overlap_policy          int,
    pause_reason            text,
    paused_by               text,
    paused_at               bigint,
    misfire_threshold       bigint,
    fixed_delay             boolean,
    job_data                bytea,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, job_name, job_group) REFERENCES quartz.job_details
);

CREATE TABLE quartz.simple_triggers (
    sched_name      text   NOT NULL,
    trigger_name    text   NOT NULL,
    trigger_group   text   NOT NULL,
    repeat_count    bigint NOT NULL,
    repeat_interval bigint NOT NULL,
    times_triggered bigint NOT NULL,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz.triggers ON DELETE CASCADE
);

CREATE TABLE quartz.cron_triggers (
    sched_name      text NOT NULL,
    trigger_name    text NOT NULL,
    trigger_group   text NOT NULL,
    cron_expression text NOT NULL,
    time_zone_id    text,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz.triggers ON DELETE CASCADE
);

CREATE TABLE quartz.simprop_triggers (
    sched_name    text    NOT NULL,
    trigger_name  text    NOT NULL,
    trigger_group text    NOT NULL,
    str_prop_1    text,
    str_prop_2    text,
    str_prop_3    text,
    int_prop_1    int,
    int_prop_2    int,
    long_prop_1   bigint,
    long_prop_2   bigint,
    dec_prop_1    numeric,
    dec_prop_2    numeric,
    bool_prop_1   boolean,
    bool_prop_2   boolean,
    time_zone_id  text,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz.triggers ON DELETE CASCADE
);

CREATE TABLE quartz.blob_triggers (
    sched_name    text  NOT NULL,
    trigger_name  text  NOT NULL,
    trigger_group text  NOT NULL,
    blob_data     bytea,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz.triggers ON DELETE CASCADE
);

CREATE TABLE quartz.calendars (
    sched_name    text  NOT NULL,
    calendar_name text  NOT NULL,
    calendar      bytea NOT NULL,
    PRIMARY KEY (sched_name, calendar_name)
);

CREATE TABLE quartz.paused_trigger_grps (
    sched_name    text   NOT NULL,
    trigger_group text   NOT NULL,
    pause_reason  text,
    paused_by     text,
    paused_at     bigint,
    PRIMARY KEY (sched_name, trigger_group)
);

CREATE TABLE quartz.paused_job_grps (
    sched_name   text   NOT NULL,
    job_group    text   NOT NULL,
    pause_reason text,
    paused_by    text,
    paused_at    bigint,
    PRIMARY KEY (sched_name, job_group)
);

-- Those that fire now, on which server.
CREATE TABLE quartz.fired_triggers (
    sched_name               text    NOT NULL,
    entry_id                 text    NOT NULL,
    trigger_name             text    NOT NULL,
    trigger_group            text    NOT NULL,
    instance_name            text    NOT NULL,
    fired_time               bigint  NOT NULL,
    sched_time               bigint  NOT NULL,
    priority                 int     NOT NULL,
    state                    text    NOT NULL,
    job_name                 text,
    job_group                text,
    is_nonconcurrent         boolean NOT NULL,
    requests_recovery        boolean,
    execution_group          text,
    progress                 int,
    progress_message         text,
    interrupt_requested_time bigint,
    PRIMARY KEY (sched_name, entry_id)
);

-- The servers of the cluster, and when each was last heard of.
CREATE TABLE quartz.scheduler_state (
    sched_name        text   NOT NULL,
    instance_name     text   NOT NULL,
    last_checkin_time bigint NOT NULL,
    checkin_interval  bigint NOT NULL,
    quartz_version    text,
    PRIMARY KEY (sched_name, instance_name)
);

-- Rows that servers lock so that one of them decides.
CREATE TABLE quartz.locks (
    sched_name text NOT NULL,
    lock_name  text NOT NULL,
    PRIMARY KEY (sched_name, lock_name)
);

CREATE TABLE quartz.execution_history (
    sched_name          text    NOT NULL,
    entry_id            text    NOT NULL,
    instance_name       text    NOT NULL,
    job_name            text    NOT NULL,
    job_group           text    NOT NULL,
    trigger_name        text    NOT NULL,
    trigger_group       text    NOT NULL,
    fired_time          bigint  NOT NULL,
    run_time            bigint  NOT NULL,
    succeeded           boolean NOT NULL,
    error_message       text,
    retry_attempt       int     NOT NULL DEFAULT 0,
    retry_scheduled     boolean NOT NULL DEFAULT false,
    execution_log       text,
    result              int,
    summary             text,
    metrics             text,
    manual              boolean,
    fire_instance_id    text,
    job_input           text,
    job_input_too_large boolean,
    PRIMARY KEY (sched_name, entry_id)
);

CREATE TABLE quartz.misfire_history (
    sched_name    text   NOT NULL,
    entry_id      text   NOT NULL,
    instance_name text   NOT NULL,
    trigger_name  text   NOT NULL,
    trigger_group text   NOT NULL,
    job_name      text,
    job_group     text,
    misfire_time  bigint NOT NULL,
    sched_time    bigint,
    reason        int,
    PRIMARY KEY (sched_name, entry_id)
);

CREATE TABLE quartz.job_status (
    sched_name           text   NOT NULL,
    job_group            text   NOT NULL,
    job_name             text   NOT NULL,
    first_fired_time     bigint NOT NULL,
    last_fired_time      bigint NOT NULL,
    last_result          int    NOT NULL,
    last_run_time        bigint NOT NULL,
    last_instance_name   text   NOT NULL,
    last_entry_id        text,
    last_summary         text,
    last_success_time    bigint,
    last_failure_time    bigint,
    last_failure_message text,
    consecutive_failures int    NOT NULL DEFAULT 0,
    run_count            bigint NOT NULL DEFAULT 0,
    failure_count        bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (sched_name, job_group, job_name)
);

CREATE INDEX job_details_group ON quartz.job_details (sched_name, job_group, job_name);
CREATE INDEX triggers_job ON quartz.triggers (sched_name, job_name, job_group);
CREATE INDEX triggers_group ON quartz.triggers (sched_name, trigger_group, trigger_name);
CREATE INDEX triggers_next ON quartz.triggers (sched_name, trigger_state, next_fire_time, priority DESC, misfire_instr);
CREATE INDEX fired_triggers_instance ON quartz.fired_triggers (sched_name, instance_name, requests_recovery);
CREATE INDEX fired_triggers_job ON quartz.fired_triggers (sched_name, job_name, job_group);
CREATE INDEX fired_triggers_trigger ON quartz.fired_triggers (sched_name, trigger_name, trigger_group);
