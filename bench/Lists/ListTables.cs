namespace Penstock.Bench.Lists;

/// <summary>Fills the tables behind the lists, in the database.</summary>
internal static class ListTables
{
    /// <summary>A million runs of 500 workflows over a month: one in a hundred waits, one in a thousand faulted, one in ten is correlated.</summary>
    public const string Runs = """
        INSERT INTO workflow.run (id, definition_id, definition_version_id, definition_version, definition_hash, name, status, sub_status, created_at, started_at, finished_at,
            input, output, incident_count, updated_at, correlation_id)
        SELECT gen_random_uuid(), 'flow' || i % 500, 'flow' || i % 500 || '-v2', 2, 'h', 'Order ' || i, CASE WHEN i % 100 = 0 THEN 'Running' ELSE 'Finished' END,
            CASE WHEN i % 100 = 0 THEN 'Suspended' WHEN i % 1000 = 1 THEN 'Faulted' ELSE 'Finished' END, t, t, CASE WHEN i % 100 = 0 THEN NULL ELSE t + interval '5 seconds' END,
            '{"day": "2026-11-21"}', '{"rows": 1000}', CASE WHEN i % 1000 = 1 THEN 1 ELSE 0 END, t + interval '5 seconds', CASE WHEN i % 10 = 0 THEN 'order-' || i END
        FROM (SELECT i, timestamptz '2026-10-21' + i * interval '2.5 seconds' AS t FROM generate_series(1, 1000000) i) g
        """;

    /// <summary>Five thousand definitions of two versions, the newer one published, of about ten kilobytes each.</summary>
    public const string Definitions = """
        INSERT INTO workflow.definition (id, definition_id, version, name, description, tool_version, is_latest, is_published, is_readonly, is_system, usable_as_activity,
            created_at, saved_at, published_at, hash, uses, json)
        SELECT 'flow' || i || '-v' || v, 'flow' || i, v, 'Workflow ' || i, 'Loads what customer ' || i || ' has ordered', '3.8.2.0', v = 2, v = 2, false, false, false,
            now(), now(), now(), md5(i || '-' || v), '{}', '{"id":"flow' || i || '-v' || v || '","definitionId":"flow' || i || '","name":"Workflow ' || i || '","version":' || v
            || ',"root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[' || a.list || ']}}'
        FROM generate_series(0, 4999) i, generate_series(1, 2) v, (
            SELECT string_agg('{"id":"a' || n || '","type":"Elsa.WriteLine","version":1,"name":"WriteLine' || n
                || '","text":{"typeName":"String","expression":{"type":"Literal","value":"line ' || n || '"}},"metadata":{"designer":{"position":{"x":0,"y":0}}}}', ',') AS list
            FROM generate_series(1, 50) n) a
        """;

    /// <summary>One run of a hundred thousand executions, which are two hundred thousand events; one in ten thousand faulted.</summary>
    public const string Journal = """
        INSERT INTO workflow.activity_execution (id, run_id, parent_id, sequence, activity_id, node_id, activity_type, activity_type_version, activity_name, status, started_at,
            completed_at, outcomes, attempts, failed_attempts, counters, activity_state, outputs, journal_data, aggregate_fault_count, is_control_flow, start_event, end_event)
        SELECT gen_random_uuid(), $1, NULL, i, 'a' || i % 50, 'Workflow1:root:a' || i % 50, 'Elsa.WriteLine', 1, 'WriteLine' || i % 50,
            CASE WHEN i % 10000 = 0 THEN 'Faulted' ELSE 'Completed' END, now(), now(), '{Done}', 1, '[]', '{"rows": 10}', '{"Text": "a line of text"}', '{}', '{}', 0, false, 2 * i - 1, 2 * i
        FROM generate_series(1, 100000) i
        """;
}
