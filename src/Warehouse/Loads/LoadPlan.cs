using Penstock.Warehouse.Ddl;
using Penstock.Warehouse.Schemas;
using Penstock.Warehouse.Shapes;

namespace Penstock.Warehouse.Loads;

/// <summary>Which tables a load writes, and which it only reads because another table carries their keys.</summary>
/// <param name="Shapes">All tables of the schema, dimensions first.</param>
/// <param name="Fingerprints">What each should hold.</param>
/// <param name="Stale">The tables to write.</param>
internal sealed record LoadPlan(
    IReadOnlyList<TableShape> Shapes,
    IReadOnlyDictionary<string, string> Fingerprints,
    IReadOnlySet<string> Stale
)
{
    /// <summary>The dimensions whose members are needed: those to write, and those that a table to write refers to.</summary>
    public IReadOnlySet<string> Needed { get; } =
        Shapes
            .Where(s => Stale.Contains(s.Name))
            .SelectMany(s => s.Spec.References.Select(r => r.Dimension).Append(s.Name))
            .ToHashSet(StringComparer.Ordinal);

    public static LoadPlan Make(
        WarehouseSchema schema,
        IReadOnlyList<TableShape> shapes,
        ExistingSchema existing,
        IReadOnlyDictionary<string, LoadMarker> markers,
        bool force
    )
    {
        var byName = shapes.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var fingerprints = shapes.ToDictionary(
            s => s.Name,
            s => LoadFingerprint.Of(s, schema, byName),
            StringComparer.Ordinal
        );
        var stale = shapes
            .Select(s => s.Name)
            .Where(name =>
                force
                || !existing.Tables.ContainsKey(name)
                || markers.GetValueOrDefault(name)?.Fingerprint != fingerprints[name]
            )
            .ToHashSet(StringComparer.Ordinal);
        return new LoadPlan(shapes, fingerprints, stale);
    }
}
