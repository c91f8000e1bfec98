using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Query.ColumnLineage;

/// <summary>Something in a FROM clause: named columns, each with its sources.</summary>
internal sealed record Relation(IReadOnlyList<Column> Columns)
{
    public static Relation Empty { get; } = new([]);

    public static Relation OfTable(LineageInput input) =>
        new([.. input.Columns.Select(c => new Column(c, [new ColumnSource(input.Dataset, c, "DIRECT", "IDENTITY")]))]);

    public Column? Find(string name) =>
        Columns.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The same columns under other names, as <c>t(a, b)</c> asks for.</summary>
    public Relation Renamed(IReadOnlyList<string> names) =>
        names.Count == 0
            ? this
            : new([
                .. Columns.Select((c, i) => i < names.Count ? c with { Name = names[i] } : c),
                .. names.Skip(Columns.Count).Select(n => new Column(n, [])),
            ]);
}
