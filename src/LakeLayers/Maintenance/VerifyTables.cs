using System.Collections.Concurrent;
using Dapper;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>Reads every file that a snapshot of a table names, and holds it against size and checksum. Changes nothing.</summary>
public sealed class VerifyTables(Lake lake)
{
    private const int FilesAtOnce = 4;

    /// <summary>Verifies tables, all without any.</summary>
    /// <exception cref="UsageException">There is no such table.</exception>
    public async Task<IReadOnlyList<VerifiedTable>> RunAsync(
        IReadOnlyList<TableName> tables,
        CancellationToken cancellationToken = default
    )
    {
        var files = await FilesAsync(tables, cancellationToken);
        if (tables.Where(t => files.All(f => f.Table != t)).ToList() is [var unknown, ..])
            throw new UsageException(
                "No snapshot of such a table names a file",
                unknown.ToString(),
                "penstock zones ls"
            );
        var verification = new FileVerification(withChecksums: true);
        var damaged = new ConcurrentBag<(TableName Table, DamagedFileException Error)>();
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = FilesAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            files,
            parallel,
            async (file, ct) =>
            {
                try
                {
                    (await verification.FetchAsync(file, lake.Objects.FetchAsync, copy => copy.Path, ct)).Dispose();
                }
                catch (DamagedFileException e)
                {
                    damaged.Add((file.Table, e));
                }
            }
        );
        return
        [
            .. files
                .GroupBy(f => f.Table)
                .Select(g => new VerifiedTable(
                    g.Key,
                    g.Count(),
                    g.Sum(f => f.Bytes),
                    g.Count(f => f.Checksum is null),
                    [
                        .. damaged
                            .Where(d => d.Table == g.Key)
                            .Select(d => d.Error)
                            .OrderBy(e => e.Subject, StringComparer.Ordinal),
                    ]
                )),
        ];
    }

    private async Task<List<KnownFile>> FilesAsync(IReadOnlyList<TableName> tables, CancellationToken cancellationToken)
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return (
            await connection.QueryAsync<(string Zone, string Name, string Key, long Bytes, string? Checksum)>(
                """
                SELECT DISTINCT zone, name, object_key, size, checksum FROM lake.data_file WHERE @names::text[] IS NULL OR zone || '.' || name = ANY (@names) ORDER BY 1, 2, 3
                """,
                new { names = tables.Count == 0 ? null : tables.Select(t => t.ToString()).ToArray() }
            )
        ).Select(f => new KnownFile(new TableName(f.Zone, f.Name), f.Key, f.Bytes, f.Checksum)).ToList();
    }
}
