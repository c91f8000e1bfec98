using System.Globalization;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using static Penstock.Core.Metadata.Sql;
using static Penstock.LakeLayers.Models.HistoryColumns;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// The query of a snapshot: the rows of its SQL with the time from and until which each version holds. Versions that end come
/// with the id that they have, so that they replace themselves in the table. The rules are dbt's; where it would lose a version
/// or let two of one row hold at once, a version begins with the run that saw it.
/// </summary>
/// <param name="plan">What was planned.</param>
/// <param name="sql">The model's query, with personal data protected.</param>
/// <param name="columns">The columns of the table, without those of the history.</param>
/// <param name="steering">Columns of the query that are not published.</param>
/// <param name="now">The time at which what has changed began to hold, where no column says it.</param>
internal sealed class ModelHistory(
    ModelPlan plan,
    string sql,
    IReadOnlyList<AlignedColumn> columns,
    IReadOnlyList<string> steering,
    DateTimeOffset now
)
{
    private const string Ends = "_penstock_ends";

    private readonly ModelHeader _header = plan.Header;
    private readonly string _now =
        $"TIMESTAMP {Literal(now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture))}";

    private bool HadDeleted => plan.ChangesTable && plan.Current!.Schema.Any(c => c.Name == IsDeleted);

    private bool HasDeleted => _header.RecordsDeletedRows || HadDeleted;

    private string Updated => _header.UpdatedAt is { } column ? $"incoming.{Identifier(column)}::TIMESTAMP" : _now;

    private string WasDeleted => HadDeleted ? $"coalesce(held.{IsDeleted}, false)" : "false";

    // A change begins when the row says so, but never before the version that it ends.
    private string Change =>
        $"CASE WHEN {Updated} > held.{From} OR held.{From} IS NULL THEN coalesce({Updated}, {_now}) ELSE {_now} END";

    // What comes back was not there until now, whatever time it brings along.
    private string Start =>
        $"CASE WHEN held.{VersionId} IS NOT NULL THEN {Change} "
        + $"WHEN ended.{To} IS NULL OR {Updated} >= ended.{To} THEN {Updated} ELSE {_now} END";

    private string HasChanged
    {
        get
        {
            var differs =
                _header.ComparesColumns ?? _header.UpdatedAt is null
                    ? Compared
                        .Select(c => $"incoming.{Identifier(c)} IS DISTINCT FROM held.{Identifier(c)}")
                        .DefaultIfEmpty("false")
                    : [$"{Updated} > held.{From}", $"(held.{From} IS NULL AND {Updated} IS NOT NULL)"];
            return $"({WasDeleted} OR {string.Join(" OR ", differs)})";
        }
    }

    private IEnumerable<string> Compared =>
        _header.CheckColumns.Count > 0
            ? _header.CheckColumns
            : columns
                .Where(c => c.IsGiven)
                .Select(c => c.Name)
                .Except(_header.UniqueKey, StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a query that gives columns of the names that the history needs.</summary>
    /// <exception cref="UsageException">It does.</exception>
    public static void RequireFree(Model model, IEnumerable<string> given)
    {
        var taken = given.FirstOrDefault(g => All.Contains(g, StringComparer.OrdinalIgnoreCase));
        if (taken is not null)
            throw new UsageException(
                $"The query gives the column '{taken}', which a snapshot makes itself",
                model.File,
                "give the column another name in the query and run again"
            );
    }

    /// <summary>The query; the model's own comes first on its line, so that line numbers in errors are the file's.</summary>
    /// <param name="all">Whether it gives all versions, those too that stay as they are.</param>
    public string Query(bool all)
    {
        var given = string.Join(", ", columns.Select(c => c.Given).Concat(steering.Select(Identifier)));
        var incoming = $"""
            WITH incoming AS MATERIALIZED (SELECT {given} FROM ({sql}
            ))
            """;
        if (!plan.ChangesTable)
            return $"{incoming} SELECT {Fresh(Updated)} FROM incoming";
        var gone = _header.EndsDeletedRows || _header.RecordsDeletedRows;
        var keys = Identifiers(_header.UniqueKey);
        return $"""
            {incoming}, versions AS (SELECT {Known} FROM {Identifier(plan.Table.Zone, plan.Table.Name)}),
            held AS MATERIALIZED (
                FROM versions WHERE {To} IS NULL
                QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {From} DESC NULLS LAST, {VersionId}) = 1),
            ended AS (SELECT {keys}, max({To}) AS {To} FROM versions WHERE {To} IS NOT NULL GROUP BY ALL),
            gone AS (FROM held ANTI JOIN incoming ON {Same(
                "incoming",
                "held"
            )} WHERE {gone.ToString().ToLowerInvariant()} AND NOT {WasDeleted}),
            closed AS MATERIALIZED (
                SELECT held.{VersionId}, {Change} AS {Ends}
                FROM held JOIN incoming ON {Same("incoming", "held")} WHERE {HasChanged}
                UNION ALL SELECT {VersionId}, {_now} FROM gone)
            SELECT {Fresh(Start)}
            FROM incoming LEFT JOIN held ON {Same("incoming", "held")} LEFT JOIN ended ON {Same("incoming", "ended")}
            WHERE held.{VersionId} IS NULL OR {HasChanged}
            UNION ALL SELECT {Kept($"closed.{Ends}", "false")} FROM versions AS held JOIN closed USING ({VersionId})
            {(_header.RecordsDeletedRows ? $"UNION ALL SELECT {Deleted} FROM gone AS held" : "")}
            {(
                all
                    ? $"UNION ALL SELECT {Unchanged} FROM versions AS held ANTI JOIN closed USING ({VersionId})"
                    : ""
            )}
            """;
    }

    private string Known =>
        string.Join(
            ", ",
            columns.Select(c => c.Known).Concat([VersionId, From, To, IsCurrent]).Concat(HadDeleted ? [IsDeleted] : [])
        );

    private string Unchanged => Kept($"held.{To}", $"held.{IsCurrent}");

    private string Deleted =>
        $"{List("held", false)}, {Id("held", _now)} AS {VersionId}, {_now}, NULL::TIMESTAMP, true, true, true";

    private string Fresh(string start) =>
        $"{List("incoming", true)}, {Id("incoming", start)} AS {VersionId}, {start} AS {From}, NULL::TIMESTAMP AS {To}, "
        + $"true AS {IsCurrent}{(HasDeleted ? $", false AS {IsDeleted}" : "")}, false AS {ModelOutput.IsKept}";

    private string Kept(string end, string isCurrent) =>
        $"{List("held", false)}, held.{VersionId}, held.{From}, {end}, {isCurrent}{(HasDeleted ? $", {WasDeleted}" : "")}, true";

    private string Id(string relation, string start)
    {
        // As JSON no two keys are the same text.
        var parts = _header
            .UniqueKey.Select(k => $"{relation}.{Identifier(k)}::VARCHAR")
            .Concat([$"({start})::VARCHAR", $"{_now}::VARCHAR"]);
        return $"md5(to_json([{string.Join(", ", parts)}])::VARCHAR)";
    }

    private string Same(string one, string other) => Sql.Same(one, other, _header.UniqueKey);

    private string List(string relation, bool hasSteering) =>
        string.Join(
            ", ",
            columns
                .Select(c => $"{relation}.{Identifier(c.Name)}")
                .Concat(steering.Select(s => hasSteering ? $"{relation}.{Identifier(s)}" : "NULL"))
        );
}
