using System.Text.Json.Nodes;
using Penstock.LakeLayers.Models.Testing;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Query.Pruning;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// What a run asks of an input, where just one model reads it and nothing else may: then files that cannot have such rows need
/// not be fetched.
/// </summary>
internal static class InputConditions
{
    /// <param name="session">Parses SQL.</param>
    /// <param name="plan">The run.</param>
    /// <param name="input">The input.</param>
    /// <param name="tests">The tests that the run ends with.</param>
    public static IReadOnlyList<ColumnCondition> On(
        DuckDbSession session,
        RunPlan plan,
        TableName input,
        IEnumerable<ModelTest> tests
    )
    {
        var models = plan.Models.Where(m => !m.IsSkipped).ToList();
        // A table that is changed is read as a whole, and a view by whoever reads it; contracts may have SQL of their own.
        if (
            models.Exists(m =>
                m.Table == input
                || m.Model.Contract?.Text.Contains(input.Name, StringComparison.OrdinalIgnoreCase) == true
            )
        )
            return [];
        if (plan.IsReadByView(input) || tests.Any(t => t.Inputs.Contains(input)))
            return [];
        if (
            models.Where(m => m.Model.Inputs.Contains(input)).ToList()
            is not [{ Header.Materialized: not Materialization.View } reader]
        )
            return [];
        var tree = JsonNode.Parse(
            session.Scalar<string>("SELECT json_serialize_sql($1::VARCHAR)::VARCHAR", [reader.Sql.Sql])!
        )!;
        return tree["error"]?.GetValue<bool>() == true ? [] : SqlConditions.On(input, tree);
    }
}
