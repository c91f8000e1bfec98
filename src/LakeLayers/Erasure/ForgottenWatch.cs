using System.Runtime.CompilerServices;
using Dapper;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Erasure;

/// <summary>
/// Looks through rows for people who were erased: the values of subject columns are hashed in the engine and compared with the
/// list of the
/// forgotten, which is of keyed hashes. Sessions of several threads may be looked through at once.
/// </summary>
internal sealed class ForgottenWatch
{
    private readonly List<string> _forgotten;
    private readonly SubjectColumns _columns;
    private readonly PrivacyKey? _key;
    private readonly ConditionalWeakTable<DuckDbSession, KeyedHash> _hashes = [];

    private ForgottenWatch(List<string> forgotten, SubjectColumns columns, PrivacyKey? key) =>
        (_forgotten, _columns, _key) = (forgotten, columns, key);

    /// <summary>
    /// Opens the list; null when nobody was ever forgotten, for which one look at the list is all that is done.
    /// </summary>
    /// <param name="lake">The lake.</param>
    /// <param name="columns">The columns to look at; null: those that the contracts of its projects mark.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<ForgottenWatch?> OpenAsync(
        Lake lake,
        SubjectColumns? columns,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var forgotten = (
            await connection.QueryAsync<string>("SELECT DISTINCT unnest(subject || aliases) FROM lake.erasure")
        ).AsList();
        return forgotten.Count == 0
            ? null
            : new ForgottenWatch(
                forgotten,
                columns ?? SubjectColumns.Find(lake.Options.Projects()),
                lake.Options.Privacy.Key
            );
    }

    /// <summary>The columns of a table that are looked at. Tokens tell nothing of whose they are.</summary>
    public IReadOnlyList<string> ColumnsOf(
        TableName table,
        IReadOnlyList<FieldSchema> schema,
        DataContract? contract = null
    )
    {
        var (named, tokens) = contract is null
            ? (_columns.Of(table), _columns.TokensOf(table))
            : (Names(contract, c => c.IsSubject), Names(contract, c => c.Method == ProtectionMethod.Tokenise));
        return [.. schema.Select(c => c.Name).Where(c => named.Contains(c) && !tokens.Contains(c))];
    }

    /// <summary>Looks through rows of a table: one scan of each of its subject columns.</summary>
    /// <param name="session">The engine; blocks.</param>
    /// <param name="table">The table.</param>
    /// <param name="rows">What stands behind FROM for the rows.</param>
    /// <param name="schema">Their columns.</param>
    /// <param name="contract">The table's contract, where the step has it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Sightings Look(
        DuckDbSession session,
        TableName table,
        string rows,
        IReadOnlyList<FieldSchema> schema,
        DataContract? contract,
        CancellationToken cancellationToken
    )
    {
        var columns = ColumnsOf(table, schema, contract);
        List<string> notes =
        [
            .. _columns.Unreadable.Select(f =>
                $"{f} cannot be read, so people who were forgotten are not looked for by what it marks (penstock contract check {f.Split(Path.DirectorySeparatorChar)[0]})"
            ),
        ];
        if (columns.Count == 0)
            return new Sightings(table, [], []) { Notes = notes };
        if (_key is null)
            return new Sightings(table, [], [])
            {
                Notes =
                [
                    .. notes,
                    $"{table} was not searched for people who were forgotten: privacy.key is not configured",
                ],
            };
        var hash = _hashes.GetValue(session, s => new KeyedHash(s, _key));
        List<Sighting> found = [];
        foreach (var column in columns)
        {
            var answer = session.Query(
                Query(column, schema.First(c => c.Name == column).Type, rows, hash),
                [_forgotten],
                cancellationToken
            );
            found.AddRange(answer.Rows.Select(r => new Sighting(column, (string)r[0]!, (long)r[1]!)));
        }
        return new Sightings(table, columns, found) { Notes = notes };
    }

    // A number may come in several spellings: 17850 and 17850.0 are one person.
    private static string Query(string column, string type, string rows, KeyedHash hash)
    {
        var name = Sql.Identifier(column);
        var text = type == "JSON" ? $"json_extract_string({name}, '$')" : $"{name}::VARCHAR";
        return $"""
            WITH given AS MATERIALIZED (SELECT {text} AS value, count(*) AS n FROM {rows} WHERE {name} IS NOT NULL GROUP BY 1),
            spelt AS (FROM given UNION ALL SELECT regexp_replace(value, '\.0+$', ''), n FROM given WHERE regexp_full_match(value, '-?[1-9][0-9]*\.0+')),
            hashed AS (SELECT {hash.Of(ForgetSubject.Domain, "value")} AS subject, n FROM spelt)
            SELECT subject, sum(n)::BIGINT FROM hashed WHERE subject IN (SELECT unnest($1)) GROUP BY 1 ORDER BY 1
            """;
    }

    private static HashSet<string> Names(DataContract contract, Func<ColumnPrivacy, bool> condition) =>
        [.. contract.Columns.Where(c => c.Privacy is { } privacy && condition(privacy)).Select(c => c.Name)];
}
