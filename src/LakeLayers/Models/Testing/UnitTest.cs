using System.Text.Json.Nodes;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>A model's query on given rows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Model">The model.</param>
/// <param name="At">Where it is written.</param>
/// <param name="Given">The rows of the tables that the model reads; a table is named as the model names it, or
/// <c>this</c>.</param>
/// <param name="Expected">The rows that it must give, in any order, with the columns that count.</param>
/// <param name="Variables">Values of variables in this test.</param>
/// <param name="IsIncremental">What <c>is_incremental()</c> says; null: nothing is said.</param>
public sealed record UnitTest(
    string Name,
    TableName Model,
    string At,
    IReadOnlyList<GivenRows> Given,
    FixtureRows Expected,
    IReadOnlyDictionary<string, JsonNode?> Variables,
    bool? IsIncremental
)
{
    /// <summary>What macros of the project give in this test, by name.</summary>
    public IReadOnlyDictionary<string, string> Macros { get; init; } = new Dictionary<string, string>();
}

/// <summary>Rows of one input.</summary>
public sealed record GivenRows(string Input, FixtureRows Rows);

/// <summary>Rows as a unit test writes them: by column, or as a query that gives them.</summary>
/// <param name="Rows">The rows; a column that a row lacks is NULL.</param>
public sealed record FixtureRows(IReadOnlyList<JsonObject> Rows)
{
    /// <summary>The query; null: the rows are listed.</summary>
    public string? Sql { get; init; }

    /// <summary>The columns that are named, also where there are no rows.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [.. Rows.SelectMany(r => r.Select(c => c.Key)).Distinct()];
}
