using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>One model of a run before it runs.</summary>
/// <param name="Model">The model.</param>
/// <param name="Sql">Its rendered query.</param>
/// <param name="Fingerprint">What its snapshot would be made from.</param>
/// <param name="Current">Its table's current snapshot.</param>
/// <param name="CurrentQuarantine">Its quarantine's current snapshot.</param>
/// <param name="IsSkipped">Whether the current snapshot was made from just that.</param>
internal sealed record ModelPlan(
    Model Model, string Sql, string Fingerprint, TableSnapshot? Current, TableSnapshot? CurrentQuarantine, bool IsSkipped);
