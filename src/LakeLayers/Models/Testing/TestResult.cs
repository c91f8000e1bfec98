using System.Text.Json.Nodes;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>What one test found.</summary>
/// <param name="Test">Its name.</param>
/// <param name="Model">The model it stands with, if any.</param>
/// <param name="Column">The column it is about, if any.</param>
/// <param name="Severity">What wrong rows mean.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Rows">How many failures there are: wrong rows, or what <c>fail_calc</c> makes of them.</param>
/// <param name="Sample">The first of them.</param>
/// <param name="Duration">The time it took.</param>
public sealed record TestResult(
    string Test,
    TableName? Model,
    string? Column,
    TestSeverity Severity,
    TestOutcome Outcome,
    long Rows,
    IReadOnlyList<JsonObject> Sample,
    TimeSpan Duration
)
{
    /// <summary>Whether nothing is wrong, or not so much that it matters.</summary>
    public bool Passed => Outcome == TestOutcome.Pass;

    /// <summary>Whether it must keep its tables from being published.</summary>
    public bool Failed => Outcome == TestOutcome.Fail;

    /// <summary>What people should know of the test itself; null: nothing.</summary>
    public string? Remark { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Test} ({Rows} {(Rows == 1 ? "row" : "rows")})";
}
