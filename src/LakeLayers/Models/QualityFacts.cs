using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models.Testing;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>What lineage events say of a table's quality: each rule of its contract and each test of its model.</summary>
internal static class QualityFacts
{
    public static IEnumerable<QualityAssertion> Of(BuiltModel built, TestRun? tests) =>
        built
            .Rules.Select(r => new QualityAssertion(
                r.Rule.Name,
                r.Rows == 0,
                r.Rule.Column,
                r.Rule.Policy == BreachPolicy.Warn,
                r.Rule.Message,
                r.Rows
            ))
            .Concat(
                (tests?.Results ?? [])
                    .Where(t => t.Model == built.Plan.Table)
                    .Select(t => new QualityAssertion(
                        t.Test,
                        t.Passed,
                        t.Column,
                        t.Severity == TestSeverity.Warn || t.Outcome == TestOutcome.Warn,
                        null,
                        t.Rows
                    ))
            );
}
