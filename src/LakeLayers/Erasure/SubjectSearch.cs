using System.Globalization;
using System.Text.Json;
using Dapper;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Erasure;

/// <summary>
/// Finds a person in the lake: first the rows whose columns say so and the lines of landing that they come from, then every row
/// of any
/// table that comes from these lines. Each file that any readable snapshot has is read, not only those of now.
/// </summary>
internal sealed class SubjectSearch : IAsyncDisposable
{
    private readonly Lake _lake;
    private readonly SubjectColumns _subjects;
    private readonly string _subject;
    private readonly List<(TableName Table, string Key, string Path, IReadOnlyList<FieldSchema> Columns)> _files = [];

    private SubjectSearch(Lake lake, SubjectColumns subjects, string subject) =>
        (_lake, _subjects, _subject, Job) = (
            lake,
            subjects,
            subject,
            lake.OpenJob(new LakeJobOptions { RowsInOrder = true })
        );

    /// <summary>The session that knows the person.</summary>
    public LakeJob Job { get; }

    /// <summary>The identifier as it stands anywhere: as it is, hashed, or as a token.</summary>
    public IReadOnlyList<string> Values { get; private set; } = [];

    /// <summary>Those of them that are tokens.</summary>
    public IReadOnlyList<string> Tokens { get; private set; } = [];

    public static async Task<SubjectSearch> OpenAsync(
        Lake lake,
        SubjectColumns subjects,
        string subject,
        CancellationToken cancellationToken
    )
    {
        var search = new SubjectSearch(lake, subjects, subject);
        try
        {
            await search.PrepareAsync(cancellationToken);
            return search;
        }
        catch
        {
            await search.DisposeAsync();
            throw;
        }
    }

    public async Task<SubjectFindings> FindAsync(CancellationToken cancellationToken)
    {
        await FilesAsync(cancellationToken);
        foreach (var file in _files)
        {
            if (
                SubjectCondition.Line(file.Columns) is not { } line
                || SubjectCondition.ByColumns(file.Table, file.Columns, _subjects) is not { } condition
            )
                continue;
            await Job.ExecuteAsync(
                $"INSERT INTO {SubjectCondition.Lines} SELECT DISTINCT {line} FROM {From(file.Path)} WHERE {condition} AND {line} IS NOT NULL",
                cancellationToken: cancellationToken
            );
        }
        var unread = new UnreadLanding(_lake, _subject);
        foreach (var line in await unread.FindAsync(cancellationToken))
            await Job.ExecuteAsync($"INSERT INTO {SubjectCondition.Lines} VALUES ($1)", [line], cancellationToken);
        var tables = await TablesAsync(cancellationToken);
        var tokens = await TokensAsync(tables, cancellationToken);
        var kept = new KeptValues(_lake.Metadata, _subjects, Values);
        return new SubjectFindings(
            tables,
            await ObjectsAsync(cancellationToken),
            tokens.Count,
            await kept.TestRowsAsync(),
            await kept.ProfilesAsync()
        )
        {
            VaultTokens = tokens,
            Notes = [.. ByProvenanceAlone(tables), .. unread.Notes],
        };
    }

    public ValueTask DisposeAsync() => Job.DisposeAsync();

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        // A column of mixed values is kept as JSON text.
        List<string> values = [_subject, JsonSerializer.Serialize(_subject)];
        if (_lake.Options.Privacy.Key is { } key)
        {
            values.AddRange(_subjects.Domains.Select(d => key.Hash(d, _subject)));
            Tokens = [.. await VaultAsync(key)];
            values.AddRange(Tokens);
        }
        Values = [.. values.Distinct()];
        await Job.ExecuteAsync(
            $"CREATE TEMP TABLE {SubjectCondition.Values} (value VARCHAR); CREATE TEMP TABLE {SubjectCondition.Lines} (line VARCHAR); CREATE TEMP TABLE subject_tokens (token VARCHAR)",
            cancellationToken: cancellationToken
        );
        await Job.ExecuteAsync(
            $"INSERT INTO {SubjectCondition.Values} SELECT unnest($1)",
            [Values.ToList()],
            cancellationToken
        );
        await Job.ExecuteAsync(
            $"SET VARIABLE {SubjectCondition.Variable} = $1::VARCHAR",
            [_subject],
            cancellationToken
        );
    }

    private async Task<IEnumerable<string>> VaultAsync(PrivacyKey key)
    {
        await using var connection = await _lake.Metadata.DataSource.OpenConnectionAsync();
        var domains = await connection.QueryAsync<string>("SELECT DISTINCT domain FROM lake.token");
        var lookups = domains
            .Where(_subjects.Domains.Contains)
            .Select(d => Convert.FromHexString(key.Hash(d, _subject)))
            .ToArray();
        return await connection.QueryAsync<string>(
            "SELECT token FROM lake.token WHERE lookup = ANY (@lookups)",
            new { lookups }
        );
    }

    private async Task FilesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Zone, string Name, string Key)>(
            "SELECT DISTINCT zone, name, object_key FROM lake.data_file WHERE content = 0 ORDER BY 1, 2, 3"
        );
        foreach (var (zone, name, key) in rows)
        {
            var path = await Job.FetchAsync(key, cancellationToken);
            var columns = await Job.QueryAsync($"DESCRIBE FROM {From(path)}", cancellationToken: cancellationToken);
            _files.Add(
                (
                    new TableName(zone, name),
                    key,
                    path,
                    [.. columns.Rows.Select(r => new FieldSchema((string)r[0]!, (string)r[1]!))]
                )
            );
        }
    }

    private async Task<IReadOnlyList<FoundTable>> TablesAsync(CancellationToken cancellationToken)
    {
        List<FoundTable> found = [];
        foreach (var table in _files.GroupBy(f => f.Table))
        {
            Dictionary<string, long> rows = [];
            foreach (var file in table)
            {
                var condition = SubjectCondition.Of(file.Table, file.Columns, _subjects);
                if (condition == "false")
                    continue;
                var count = await Job.RunAsync(
                    s =>
                        s.Scalar<long>(
                            $"SELECT count(*) FROM {From(file.Path)} WHERE {condition}",
                            ct: cancellationToken
                        ),
                    cancellationToken
                );
                if (count > 0)
                    rows[file.Key] = count;
            }
            if (rows.Count == 0)
                continue;
            var now = await RowsNowAsync(table.Key, rows.Keys, cancellationToken);
            found.Add(
                new FoundTable(
                    table.Key,
                    By(table.Key, table.SelectMany(f => f.Columns)),
                    now,
                    rows.Values.Sum() - now,
                    await SnapshotsAsync(table.Key, [.. rows.Keys])
                )
                {
                    Files = rows.Keys.ToHashSet(),
                }
            );
        }
        return found;
    }

    // A row that was replaced is in a file of now and not in the table.
    private async Task<long> RowsNowAsync(
        TableName table,
        IEnumerable<string> files,
        CancellationToken cancellationToken
    )
    {
        if (
            await _lake.Tables.FindCurrentAsync(table, cancellationToken) is not { } current
            || !current.Files.Select(f => f.Key).Intersect(files).Any()
        )
            return 0;
        await Job.AttachTableAsync(current, "now", cancellationToken: cancellationToken);
        return await Job.RunAsync(
            s =>
                s.Scalar<long>(
                    $"SELECT count(*) FROM now WHERE {SubjectCondition.Of(table, current.Schema, _subjects)}",
                    ct: cancellationToken
                ),
            cancellationToken
        );
    }

    private string By(TableName table, IEnumerable<FieldSchema> columns)
    {
        var all = columns.ToList();
        return SubjectCondition.ByColumns(table, all, _subjects) is null ? "provenance"
            : table.Zone == "quarantine" ? "the refused rows"
            : string.Join(", ", all.Select(c => c.Name).Where(_subjects.Of(table).Contains).Distinct());
    }

    private async Task<IReadOnlyList<long>> SnapshotsAsync(TableName table, string[] keys)
    {
        await using var connection = await _lake.Metadata.DataSource.OpenConnectionAsync();
        return (
            await connection.QueryAsync<long>(
                ErasedSnapshots.Query,
                new
                {
                    table.Zone,
                    table.Name,
                    keys,
                }
            )
        ).AsList();
    }

    // Tokens of other values of the person go too, unless a row that stays has them.
    private async Task<IReadOnlyList<string>> TokensAsync(
        IReadOnlyList<FoundTable> tables,
        CancellationToken cancellationToken
    )
    {
        var files = _files
            .Select(f => (File: f, Columns: SubjectCondition.Tokens(f.Table, f.Columns, _subjects)))
            .Where(f => f.Columns.Count > 0)
            .ToList();
        foreach (var (file, columns) in files.Where(f => tables.Any(t => t.Files.Contains(f.File.Key))))
            await Job.ExecuteAsync(
                Statement("INSERT INTO subject_tokens ", file, columns, ""),
                cancellationToken: cancellationToken
            );
        await Job.ExecuteAsync(
            $"INSERT INTO subject_tokens SELECT value FROM {SubjectCondition.Values} WHERE value LIKE 'tok\\_%' ESCAPE '\\'",
            cancellationToken: cancellationToken
        );
        foreach (var (file, columns) in files)
            await Job.ExecuteAsync(
                $"DELETE FROM subject_tokens WHERE token IN ({Statement("", file, columns, "NOT ")})",
                cancellationToken: cancellationToken
            );
        var found = await Job.QueryAsync(
            "SELECT DISTINCT token FROM subject_tokens WHERE token IS NOT NULL ORDER BY 1",
            cancellationToken: cancellationToken
        );
        await using var connection = await _lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return (
            await connection.QueryAsync<string>(
                "SELECT token FROM lake.token WHERE token = ANY (@tokens)",
                new { tokens = found.Rows.Select(r => (string)r[0]!).ToArray() }
            )
        ).AsList();

        string Statement(
            string before,
            (TableName Table, string Key, string Path, IReadOnlyList<FieldSchema> Columns) file,
            IReadOnlyList<string> columns,
            string not
        ) =>
            $"{before}SELECT unnest([{string.Join(", ", columns)}]) FROM {From(file.Path)} WHERE {not}({SubjectCondition.Of(file.Table, file.Columns, _subjects)})";
    }

    private async Task<IReadOnlyList<FoundObject>> ObjectsAsync(CancellationToken cancellationToken)
    {
        var rows = (
            await Job.QueryAsync(
                $"SELECT DISTINCT line FROM {SubjectCondition.Lines} ORDER BY 1",
                cancellationToken: cancellationToken
            )
        ).Rows;
        List<FoundObject> found = [];
        foreach (
            var group in rows.Select(r => (string)r[0]!)
                .Select(l =>
                    (
                        Key: l[..l.LastIndexOf('#')],
                        Position: long.Parse(l[(l.LastIndexOf('#') + 1)..], CultureInfo.InvariantCulture)
                    )
                )
                .GroupBy(l => l.Key)
        )
        {
            // A row may name a place that is no object of landing.
            if (await _lake.Landing.FindByKeyAsync(group.Key, cancellationToken) is not { } landed)
                continue;
            var isLines = landed.MediaType.Contains("ndjson", StringComparison.Ordinal);
            found.Add(
                new FoundObject(landed.Key, landed.Source, group.Count(), isLines)
                {
                    Landed = landed,
                    Positions = group.Select(l => l.Position).ToHashSet(),
                }
            );
        }
        return found;
    }

    private static IEnumerable<string> ByProvenanceAlone(IReadOnlyList<FoundTable> tables) =>
        tables
            .Where(t => t is { By: "provenance", Table.Zone: "raw" })
            .Select(t =>
                $"{t.Table} has no column that is known to say whom a row is about: rows that came no further than there are not found; mark it in contracts/{t.Table}.yml"
            );

    private static string From(string path) => $"read_parquet({Sql.Literal(path)})";
}
