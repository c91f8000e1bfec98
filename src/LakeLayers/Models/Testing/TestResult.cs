using System.Text.Json.Nodes;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>What one test found.</summary>
/// <param name="Test">Its name.</param>
/// <param name="Model">The model it stands with, if any.</param>
/// <param name="Column">The column it is about, if any.</param>
/// <param name="Severity">What wrong rows mean.</param>
/// <param name="Rows">How many rows are wrong.</param>
/// <param name="Sample">The first of them.</param>
/// <param name="Duration">The time it took.</param>
public sealed record TestResult(
    string Test,
    TableName? Model,
    string? Column,
    TestSeverity Severity,
    long Rows,
    IReadOnlyList<JsonObject> Sample,
    TimeSpan Duration
)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool Passed => Rows == 0;

    /// <summary>Whether it must keep its tables from being published.</summary>
    public bool Failed => Rows > 0 && Severity == TestSeverity.Error;

    /// <inheritdoc/>
    public override string ToString() => $"{Test} ({Rows} {(Rows == 1 ? "row" : "rows")})";
}
