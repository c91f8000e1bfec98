using System.Text;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Warehouse.Schemas;
using Penstock.Warehouse.Types;

namespace Penstock.Warehouse.Shapes;

/// <summary>Completes a declaration with the columns of the snapshot.</summary>
internal sealed class ShapeBuilder(WarehouseSchema schema)
{
    private const int LongestName = 63;

    /// <exception cref="UsageException">The declaration names a column that the snapshot does not have, or a type does not
    /// fit.</exception>
    public TableShape Build(TableSpec spec, TableSnapshot snapshot)
    {
        var source = snapshot.Schema.ToDictionary(f => f.Name, StringComparer.Ordinal);
        CheckNames(spec, source);
        var columns =
            spec.Kind == TableKind.Dimension ? Dimension(spec, snapshot.Schema) : Referrer(spec, snapshot.Schema);
        foreach (var twice in columns.GroupBy(c => c.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
            throw Wrong(
                spec,
                $"has two columns named '{twice.Key}': exclude the snapshot's or choose another name for ours"
            );
        foreach (var column in spec.Indexes.SelectMany(i => i).Where(c => columns.All(k => k.Name != c)))
            throw Wrong(spec, $"has an index on '{column}', which is no column of the table");
        return new TableShape(schema.Name, spec, snapshot, columns);
    }

    private List<WarehouseColumn> Dimension(TableSpec spec, IReadOnlyList<FieldSchema> source) =>
        [
            new(
                spec.Surrogate!,
                PgType.BigInt,
                true,
                "Surrogate key; stays the same from load to load. -1 is the unknown member."
            ),
            .. source.Where(f => !spec.Exclude.Contains(f.Name)).Select(f => Column(spec, f, isRequired: false)),
        ];

    private List<WarehouseColumn> Referrer(TableSpec spec, IReadOnlyList<FieldSchema> source)
    {
        var replaced = spec
            .References.Where(r => !r.Keep)
            .SelectMany(r => r.By)
            .Except(spec.Key)
            .Concat(spec.Exclude)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. spec.Key.Select(k => Column(spec, source.First(f => f.Name == k), isRequired: true)),
            .. spec.References.Select(r => new WarehouseColumn(
                r.Column,
                PgType.BigInt,
                true,
                r.Description ?? $"The member of {r.Dimension}; -1 where there is none.",
                r
            )),
            .. source
                .Where(f => !replaced.Contains(f.Name) && !spec.Key.Contains(f.Name))
                .Select(f => Column(spec, f, isRequired: false)),
        ];
    }

    private WarehouseColumn Column(TableSpec spec, FieldSchema field, bool isRequired)
    {
        var declared = spec.Columns.GetValueOrDefault(field.Name);
        var type =
            declared?.Type
            ?? PgTypes.Infer(field.Type)
            ?? throw Wrong(
                spec,
                $"gets a column '{field.Name}' of type {field.Type}, which has no PostgreSQL type here: cast it in the model, declare its type, or exclude it"
            );
        if (Encoding.UTF8.GetByteCount(field.Name) > LongestName)
            throw Wrong(
                spec,
                $"gets a column '{field.Name}', whose name is longer than the {LongestName} bytes that PostgreSQL keeps"
            );
        if (spec.RowKey.Contains(field.Name) && !type.CanBeKey)
            throw Wrong(spec, $"has the key column '{field.Name}' of type {type.Name}, which cannot be a key");
        return new WarehouseColumn(field.Name, type, isRequired, declared?.Description ?? field.Description);
    }

    private void CheckNames(TableSpec spec, Dictionary<string, FieldSchema> source)
    {
        var used = spec
            .Key.Select(c => ("key", c))
            .Concat(spec.History is { } h ? [("history.from", h.From), ("history.to", h.To)] : [])
            .Concat(spec.References.SelectMany(r => r.By.Select(c => ($"references.{r.Column}.by", c))))
            .Concat(spec.References.Where(r => r.At is not null).Select(r => ($"references.{r.Column}.at", r.At!)))
            .Concat(spec.Columns.Keys.Select(c => ("columns", c)))
            .Concat(spec.Unknown.Keys.Select(c => ("unknown", c)))
            .Concat(spec.Exclude.Select(c => ("exclude", c)));
        foreach (var (place, column) in used.Where(u => !source.ContainsKey(u.Item2)))
            throw Wrong(
                spec,
                $"names in '{place}' the column '{column}', which {spec.Source} does not have (it has {string.Join(", ", source.Keys)})"
            );
    }

    private UsageException Wrong(TableSpec spec, string complaint) =>
        new(
            $"The warehouse schema does not fit the lake: tables.{spec.Name} {complaint}",
            schema.File,
            "correct the file or the model, then run again"
        );
}
