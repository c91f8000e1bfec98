using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>What running models gave, in the order they ran.</summary>
/// <param name="Models">One for each selected model.</param>
public sealed record RunModelsResult(IReadOnlyList<ModelResult> Models)
{
    /// <summary>What the tests found, when they ran.</summary>
    public IReadOnlyList<TestResult> Tests { get; init; } = [];

    /// <summary>What else people should know: tests that could not run, and settings of tests that have no effect.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Whether anything was published.</summary>
    public bool HasChanged => Models.Any(m => !m.IsSkipped);

    /// <summary>Rows published.</summary>
    public long RowsOut => Models.Where(m => !m.IsSkipped).Sum(m => m.Account.RowsOut);

    /// <summary>Rows that went to quarantine.</summary>
    public long Quarantined => Models.Where(m => !m.IsSkipped).Sum(m => m.Account.Quarantined);

    /// <summary>Bytes of the published tables.</summary>
    public long Bytes => Models.Where(m => !m.IsSkipped).Sum(m => m.Bytes);

    /// <summary>
    /// What people should know though all was published: rules with the policy warn that rows broke, tests likewise, and
    /// forgotten people in new rows.
    /// </summary>
    public IReadOnlyList<string> Warnings =>
        [
            .. from model in Models
            from result in model.Rules
            where result.Rows > 0 && result.Rule.Policy == BreachPolicy.Warn
            select $"{model.Table}: {result}",
            .. Remarks,
            .. Models.SelectMany(m => m.Warnings).Distinct(),
            .. Tests.Where(t => t is { Passed: false, Failed: false }).Select(t => $"test {t}"),
        ];
}
