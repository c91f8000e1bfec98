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
/// <param name="IsIncremental">What <c>is_incremental()</c> says.</param>
public sealed record UnitTest(
    string Name,
    TableName Model,
    string At,
    IReadOnlyList<GivenRows> Given,
    IReadOnlyList<JsonObject> Expected,
    IReadOnlyDictionary<string, JsonNode?> Variables,
    bool IsIncremental
);

/// <summary>Rows of one input.</summary>
public sealed record GivenRows(string Input, IReadOnlyList<JsonObject> Rows);
