using System.Globalization;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Diffs;

/// <summary>
/// Compares two states of a table, in the query engine; files that both have are not read where none of their rows are deleted.
/// </summary>
public sealed class TableDiffs(Lake lake)
{
    /// <summary>Compares.</summary>
    /// <exception cref="UsageException">A state is not known, a key column does not exist, or the key is not unique.</exception>
    /// <exception cref="SnapshotExpiredException">A snapshot was expired.</exception>
    public async Task<TableDiff> CompareAsync(DiffOptions options, CancellationToken cancellationToken = default)
    {
        if (options.Sample is < 0 or > 10_000)
            throw new UsageException(
                "The sample is out of its range (0 to 10,000)",
                $"{options.Sample}",
                "give a smaller number"
            );
        var (before, after) = (
            await FindAsync(options.Table, options.From, cancellationToken),
            await FindAsync(options.Table, options.To, cancellationToken)
        );
        _ = new ComparedColumns(before, after, options); // A column that is not there is told before anything is fetched.
        await using var job = lake.OpenJob(new LakeJobOptions { ReadOnly = true, PreserveInsertionOrder = false });
        await job.AttachTableAsync(Without(before, after), "before", cancellationToken: cancellationToken);
        await job.AttachTableAsync(Without(after, before), "after", cancellationToken: cancellationToken);
        if (options.Key.Count > 0)
            return await RunAsync(options);
        List<string> passed = [];
        foreach (var key in options.Keys)
        {
            if (!key.IsPromised && key.Columns.FirstOrDefault(c => !Has(before, c) || !Has(after, c)) is { } missing)
            {
                passed.Add($"{key.From}: {missing} is not in both states");
                continue;
            }
            try
            {
                return await RunAsync(options with { Key = key.Columns }) with
                {
                    KeyFrom = key.From,
                    PassedOver = passed,
                };
            }
            catch (KeyNotUniqueException) when (!key.IsPromised)
            {
                passed.Add($"{key.From}: several rows have the same {string.Join(", ", key.Columns)}");
            }
        }
        return await RunAsync(options) with { PassedOver = passed };

        Task<TableDiff> RunAsync(DiffOptions chosen)
        {
            var comparison = new RowComparison(new ComparedColumns(before, after, chosen), chosen.Sample);
            return job.RunAsync(
                session => comparison.Run(session, before, after, cancellationToken),
                cancellationToken
            );
        }
    }

    private static bool Has(TableSnapshot snapshot, string column) =>
        snapshot.Schema.Any(c => string.Equals(c.Name, column, StringComparison.OrdinalIgnoreCase));

    private async Task<TableSnapshot> FindAsync(TableName table, string text, CancellationToken cancellationToken)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            var snapshot = await lake.Tables.FindAsync(id, cancellationToken);
            if (snapshot?.Table == table)
                return snapshot;
        }
        var time = await new History(lake).TimeOfAsync(text, cancellationToken);
        return await lake.Tables.FindAsOfAsync(table, time, cancellationToken)
            ?? throw new UsageException(
                $"The table had no snapshot yet at {time:u}",
                table.ToString(),
                $"penstock zones history {table}"
            );
    }

    // Rows of a file that both states have are in both.
    private static TableSnapshot Without(TableSnapshot snapshot, TableSnapshot other)
    {
        if (snapshot.Deletes.Count + other.Deletes.Count > 0)
            return snapshot;
        var common = other.Files.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        return snapshot with { Files = [.. snapshot.Files.Where(f => !common.Contains(f.Key))] };
    }
}
