using Dapper;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Penstock.Core.Metadata;

namespace Penstock.Server.Logs;

/// <summary>Writes log lines of runs in batches, and keeps the table bounded: 14 days and half a million lines.</summary>
internal sealed class RunLogWriter(RunLogQueue queue, MetadataStore store, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);
    private const int KeptLines = 500_000;
    private const int LinesBetweenSweeps = 20_000;
    private int _sinceSweep = LinesBetweenSweeps;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var lines = await queue.TakeAsync(stoppingToken);
                try
                {
                    await WriteAsync(lines, stoppingToken);
                }
                catch (NpgsqlException)
                {
                    // These lines are lost; the journal, which is written with the run, is not.
                    await Task.Delay(TimeSpan.FromSeconds(5), time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task WriteAsync(IReadOnlyList<PendingLine> lines, CancellationToken cancellationToken)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO server.run_log (run_id, at, level, category, message, exception)
                SELECT * FROM unnest(@runs, @times, @levels, @categories, @messages, @exceptions)
                """,
                new
                {
                    runs = lines.Select(l => l.RunId).ToArray(),
                    times = lines.Select(l => l.Line.At.UtcDateTime).ToArray(),
                    levels = lines.Select(l => l.Line.Level.ToString()).ToArray(),
                    categories = lines.Select(l => l.Line.Source).ToArray(),
                    messages = lines.Select(l => Clean(l.Line.Message)!).ToArray(),
                    exceptions = lines.Select(l => Clean(l.Line.Exception)).ToArray(),
                },
                cancellationToken: cancellationToken
            )
        );
        if ((_sinceSweep += lines.Count) < LinesBetweenSweeps)
            return;
        _sinceSweep = 0;
        await connection.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM server.run_log WHERE at < @before OR id <= (SELECT max(id) FROM server.run_log) - @KeptLines",
                new { before = time.GetUtcNow().UtcDateTime - Kept, KeptLines },
                cancellationToken: cancellationToken
            )
        );
    }

    // PostgreSQL's text holds no NUL; a line of a foreign program may.
    private static string? Clean(string? text) =>
        text is null ? null : (text.Length > 20_000 ? text[..20_000] : text).Replace('\0', ' ');
}
