using Penstock.Core.Errors;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using static Penstock.Core.Metadata.Sql;

namespace Penstock.LakeLayers.Models.Seeding;

/// <summary>
/// Gives a seed's rows their types: those of <c>column_types</c>, else those of the values. Every value is shown to be the same in
/// its type before anything is written.
/// </summary>
internal sealed class SeedQuery(DuckDbSession session, Seed seed, SeedRows rows, TableSnapshot? current)
{
    private const string Rows = "seed_rows";

    private readonly List<string> _warnings = [];
    private readonly List<TypedColumn> _columns = [];

    /// <summary>What people should know of what was read.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Prepares the query on the rows that <see cref="SeedRows"/> wrote.</summary>
    /// <exception cref="PenstockException">A value is not of the type that its column is said to have.</exception>
    public void Prepare(string path, CancellationToken cancellationToken)
    {
        var texts = rows.Columns.Select((_, i) => $", c{i}: 'VARCHAR'");
        session.Execute(
            $"CREATE TEMP VIEW {Rows} AS FROM read_json({Literal(path)}, format = 'newline_delimited', "
                + $"columns = {{line: 'BIGINT'{string.Concat(texts)}}}, maximum_object_size = {Math.Max(1 << 20, 2 * rows.LongestRow)})",
            null,
            cancellationToken
        );
        foreach (var said in seed.Config.ColumnTypes.Where(t => rows.Columns.All(c => !IsNamed(c, t))))
            throw new UsageException(
                $"The seed has no column '{said.Column}' (there are: {string.Join(", ", rows.Columns.Select(c => c.Name))})",
                said.At,
                "mend the name and run again"
            );
        foreach (var (i, column) in rows.Columns.Index())
        {
            var said = seed.Config.ColumnTypes.FirstOrDefault(t => IsNamed(column, t));
            _columns.Add(
                said is null
                    ? Found(column, $"c{i}")
                    : new SeedCast(session, seed, said, column, $"c{i}", Rows, _warnings, cancellationToken).Typed()
            );
        }
        Compare();
    }

    /// <summary>The typed rows with their provenance.</summary>
    public string Select(string landingKey, string sourceUri, Guid runId, DateTimeOffset now)
    {
        var named = _columns.Select(c => $"{c.Sql} AS {Identifier(c.Name)}");
        var hashed = _columns.Select(c => $"{Literal(c.Name)}: {Identifier(c.Name)}");
        var at = now.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        return $$"""
            SELECT {{Identifiers(_columns.Select(c => c.Name))}}, {{Literal(sourceUri)}} AS _source_uri,
                line AS _source_position, {{Literal(landingKey)}} AS _landing_key, {{Literal($"{runId}")}} AS _run_id,
                {{Literal(at)}}::TIMESTAMPTZ AS _ingested_at,
                md5(to_json({ {{string.Join(", ", hashed)}} })::VARCHAR) AS _row_hash
            FROM (SELECT {{string.Join(", ", named)}}, line FROM {{Rows}})
            """;
    }

    // Users of dbt write names in the case that they like.
    private static bool IsNamed(SeedColumn column, SeedColumnType said) =>
        column.Name.Equals(said.Column, StringComparison.OrdinalIgnoreCase);

    private TypedColumn Found(SeedColumn column, string text)
    {
        // Where no value tells a type, the table's holds.
        var type =
            column.IsEmpty && current?.Schema.FirstOrDefault(f => f.Name == column.Name) is { } present
                ? present.Type
                : column.Type;
        if (column.LooksLikeDates)
            _warnings.Add(
                $"{seed.File}:{column.First!.Value.Line}: the values of column {column.Name} look like dates and are kept as "
                    + $"text; {DateFormats.Advice(column)}"
            );
        return type == "VARCHAR"
            ? new TypedColumn(column.Name, type, text)
            : new TypedColumn(column.Name, type, $"CAST({SeedCast.NullWord(text)} AS {type})");
    }

    private void Compare()
    {
        foreach (var column in _columns)
        {
            var before = current?.Schema.FirstOrDefault(f => f.Name == column.Name)?.Type;
            var now = session.Query($"DESCRIBE SELECT {column.Sql} AS x FROM {Rows}").Rows[0][1]!.ToString()!;
            if (before is not null && before != now)
                _warnings.Add($"{seed.File}: column {column.Name} of {seed.Table} was {before} and is {now} now");
        }
    }
}

/// <summary>A column of a seed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Sql">The expression that gives its values.</param>
internal sealed record TypedColumn(string Name, string Type, string Sql);
