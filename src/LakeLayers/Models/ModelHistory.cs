using System.Globalization;
using static Penstock.Core.Metadata.Sql;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// The query of a snapshot: the rows of its SQL with the time from and until which each version holds. Versions that end come with the id
/// that they have, so that they replace themselves in the table.
/// </summary>
/// <param name="plan">What was planned.</param>
/// <param name="sql">The model's query, with personal data protected.</param>
/// <param name="columns">Its columns.</param>
/// <param name="now">The time at which what has changed began to hold, where no column says it.</param>
internal sealed class ModelHistory(ModelPlan plan, string sql, IReadOnlyList<string> columns, DateTimeOffset now)
{
    /// <summary>Tells versions apart: MD5 of the key and the time it is valid from.</summary>
    public const string VersionId = "version_id";

    private const string From = "valid_from",
        To = "valid_to",
        IsCurrent = "is_current";

    private readonly ModelHeader _header = plan.Header;
    private readonly string _now =
        $"TIMESTAMP {Literal(now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture))}";

    private string Start => _header.UpdatedAt is { } column ? Identifier(column) : _now;

    private string SameKey =>
        string.Join(" AND ", _header.UniqueKey.Select(k => $"incoming.{Identifier(k)} = held.{Identifier(k)}"));

    /// <summary>The query; the model's own comes first on its line, so that line numbers in errors are the file's.</summary>
    public string Query()
    {
        var fresh =
            $"{List("incoming")}, {Id()} AS {VersionId}, {Qualified(Start)} AS {From}, NULL::TIMESTAMP AS {To}, true AS {IsCurrent}";
        var first = $"SELECT {fresh} FROM incoming";
        if (!plan.ChangesTable)
            return $"WITH incoming AS MATERIALIZED (FROM ({sql}\n)) {first}";
        var table = Identifier(plan.Table.Zone, plan.Table.Name);
        var gone = _header.EndsDeletedRows
            ? $" UNION ALL SELECT {Ended(_now)} FROM held ANTI JOIN incoming ON {SameKey}"
            : "";
        return $"""
            WITH incoming AS MATERIALIZED (FROM ({sql}
            )), held AS MATERIALIZED (FROM {table} WHERE {To} IS NULL)
            SELECT {fresh} FROM incoming LEFT JOIN held ON {SameKey} WHERE held.{VersionId} IS NULL OR {HasChanged()}
            UNION ALL SELECT {Ended(Qualified(Start))} FROM held JOIN incoming ON {SameKey} WHERE {HasChanged()}{gone}
            """;
    }

    private string HasChanged()
    {
        if (_header.UpdatedAt is { } updated)
            return $"incoming.{Identifier(updated)} > held.{From}";
        var compared = _header.CheckColumns.Count > 0 ? _header.CheckColumns : columns.Except(_header.UniqueKey);
        return $"({string.Join(" OR ", compared.Select(c => $"incoming.{Identifier(c)} IS DISTINCT FROM held.{Identifier(c)}").DefaultIfEmpty("false"))})";
    }

    private string Ended(string end) =>
        $"{List("held")}, held.{VersionId}, held.{From}, {end}::TIMESTAMP AS {To}, false AS {IsCurrent}";

    private string Id() =>
        $"md5(concat_ws('|', {string.Join(", ", _header.UniqueKey.Select(k => $"incoming.{Identifier(k)}::VARCHAR"))}, ({Qualified(Start)})::VARCHAR))";

    private string Qualified(string value) => value == _now ? value : $"incoming.{value}::TIMESTAMP";

    private string List(string relation) => string.Join(", ", columns.Select(c => $"{relation}.{Identifier(c)}"));
}
