using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>What running a model's query gave, before it is published. No quarantine: no row is refused.</summary>
internal sealed record BuiltModel(
    BuiltTable Table, BuiltTable? Quarantine, RowAccount Account, IReadOnlyList<RuleResult> Rules, string Sql, TimeSpan Duration);
