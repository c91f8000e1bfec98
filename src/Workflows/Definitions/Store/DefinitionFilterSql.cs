using Npgsql;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>A <see cref="DefinitionQuery"/> as SQL; values travel as parameters.</summary>
internal static class DefinitionFilterSql
{
    /// <summary>The condition; adds its parameters in order.</summary>
    public static string Where(DefinitionQuery query, NpgsqlParameterCollection parameters)
    {
        var conditions = new List<string> { query.Versions.Condition };
        void Add(string condition, object value)
        {
            parameters.Add(new NpgsqlParameter { Value = value });
            conditions.Add(condition.Replace("$", $"${parameters.Count}", StringComparison.Ordinal));
        }
        if (query.DefinitionIds.Count > 0)
            Add("definition_id = ANY ($)", query.DefinitionIds.ToArray());
        if (query.Ids.Count > 0)
            Add("id = ANY ($)", query.Ids.ToArray());
        if (!string.IsNullOrWhiteSpace(query.Name))
            Add("lower(name) = lower($)", query.Name.Trim());
        if (query.IsSystem is { } isSystem)
            Add("is_system = $", isSystem);
        if (query.IsReadonly is { } isReadonly)
            Add("is_readonly = $", isReadonly);
        if (query.UsableAsActivity is { } isActivity)
            Add("usable_as_activity = $", isActivity);
        if (!string.IsNullOrWhiteSpace(query.SearchTerm))
        {
            var term = query.SearchTerm.Trim();
            Add("(name ILIKE $ OR description ILIKE $", $"%{Escape(term)}%");
            conditions[^1] += $" OR id = ${parameters.Count + 1} OR definition_id = ${parameters.Count + 1})";
            parameters.Add(new NpgsqlParameter { Value = term });
        }
        return string.Join(" AND ", conditions);
    }

    public static string OrderBy(DefinitionQuery query)
    {
        var way = query.Descending ? "DESC" : "ASC";
        return query.OrderBy switch
        {
            DefinitionOrder.Created => $"saved_at {way}, id {way}",
            DefinitionOrder.Version => $"version {way}, definition_id {way}",
            _ => $"lower(name) {way}, definition_id {way}, version {way}",
        };
    }

    private static string Escape(string term) =>
        term.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
}
