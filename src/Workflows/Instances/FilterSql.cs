using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Errors;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Instances;

/// <summary>A filter as a condition on <c>workflow.run r</c>; values only as parameters.</summary>
internal sealed class FilterSql
{
    private const string OfPeople =
        "EXISTS (SELECT FROM workflow.definition d WHERE d.definition_id = r.definition_id AND d.is_latest AND NOT d.is_system)";

    private readonly List<string> _conditions = [];
    private readonly List<NpgsqlParameter> _parameters = [];

    public FilterSql(InstanceFilter filter)
    {
        if (filter.Ids.Count > 0)
            Add("r.id = ANY({0})", filter.Ids.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        if (filter.DefinitionIds.Count > 0)
            Texts("r.definition_id", filter.DefinitionIds);
        if (filter.DefinitionVersionIds.Count > 0)
            Texts("r.definition_version_id", filter.DefinitionVersionIds);
        if (filter.Version is { } version)
            Add("r.definition_version = {0}", version, NpgsqlDbType.Integer);
        if (filter.CorrelationId is { Length: > 0 } correlation)
            Add("r.correlation_id = {0}", correlation, NpgsqlDbType.Text);
        if (filter.ParentId is { } parent)
            Add("r.parent_run_id = {0}", parent, NpgsqlDbType.Uuid);
        if (filter.HasIncidents is { } hasIncidents)
            _conditions.Add(hasIncidents ? "r.incident_count > 0" : "r.incident_count = 0");
        if (filter.Statuses.Count > 0)
            Texts("r.status", [.. filter.Statuses.Select(s => s.ToString())]);
        if (filter.SubStatuses.Count > 0)
            Texts("r.sub_status", [.. filter.SubStatuses.Select(s => s.ToString())]);
        if (filter.IsSystem is { } isSystem)
            _conditions.Add(isSystem ? $"NOT {OfPeople}" : OfPeople);
        foreach (var bound in filter.Timestamps)
            Add(Bound(bound), bound.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz);
        if (filter.SearchTerm?.Trim() is { Length: > 0 } term)
            Search(term);
    }

    public string Where => _conditions.Count == 0 ? "true" : string.Join(" AND ", _conditions);

    /// <summary>The same for estimates: that a run is of no system workflow halves them, and hardly ever decides.</summary>
    public string EstimatedWhere => string.Join(" AND ", _conditions.Where(c => c != OfPeople).DefaultIfEmpty("true"));

    public void Fill(NpgsqlCommand command)
    {
        foreach (var parameter in _parameters)
            command.Parameters.Add(parameter.Clone());
    }

    private void Texts(string column, IReadOnlyCollection<string> values)
    {
        if (values.Count == 1)
            Add($"{column} = {{0}}", values.First(), NpgsqlDbType.Text);
        else
            Add($"{column} = ANY({{0}})", values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
    }

    private void Search(string term)
    {
        var pattern =
            $"%{term.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        var condition = "(r.name || ' ' || r.definition_id || ' ' || coalesce(r.correlation_id, '')) ILIKE {0}";
        var digits = term.Replace("-", "", StringComparison.Ordinal);
        if (digits.Length is >= 4 and <= 32 && digits.All(Uri.IsHexDigit))
        {
            _parameters.Add(
                new NpgsqlParameter { Value = Guid.Parse(digits.PadRight(32, '0')), NpgsqlDbType = NpgsqlDbType.Uuid }
            );
            _parameters.Add(
                new NpgsqlParameter { Value = Guid.Parse(digits.PadRight(32, 'f')), NpgsqlDbType = NpgsqlDbType.Uuid }
            );
            condition = $"({condition} OR r.id BETWEEN ${_parameters.Count - 1} AND ${_parameters.Count})";
        }
        Add(condition, pattern, NpgsqlDbType.Text);
    }

    private void Add(string condition, object value, NpgsqlDbType type)
    {
        _parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        _conditions.Add(condition.Replace("{0}", $"${_parameters.Count}", StringComparison.Ordinal));
    }

    private static string Bound(TimestampFilter bound)
    {
        var sign = bound.Operator.ToUpperInvariant() switch
        {
            "IS" => "=",
            "ISNOT" => "<>",
            "LESSTHAN" => "<",
            "GREATERTHAN" => ">",
            "LESSTHANOREQUAL" => "<=",
            "GREATERTHANOREQUAL" => ">=",
            _ => throw new UsageException(
                "Unknown operator of a timestamp filter",
                bound.Operator,
                "use Is, IsNot, LessThan, GreaterThan, LessThanOrEqual or GreaterThanOrEqual"
            ),
        };
        return bound.Column.ToUpperInvariant() switch
        {
            "CREATEDAT" => $"r.created_at {sign} {{0}}",
            "FINISHEDAT" => $"r.finished_at {sign} {{0}}",
            // A run that has ended changes no more, so its end stands for its last change: that one has an index.
            "UPDATEDAT" => $"(r.finished_at {sign} {{0}} OR (r.finished_at IS NULL AND r.updated_at {sign} {{0}}))",
            _ => throw new UsageException(
                "Unknown column of a timestamp filter",
                bound.Column,
                "use CreatedAt, UpdatedAt or FinishedAt"
            ),
        };
    }
}
