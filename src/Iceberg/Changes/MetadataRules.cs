using System.Globalization;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Changes;

/// <summary>
/// What other readers of the format need of new columns, partitionings, sort orders and the like
/// (https://iceberg.apache.org/spec/): a table that breaks it cannot be loaded by them any more.
/// </summary>
internal static class MetadataRules
{
    // Not a transform of values: the field stands where one was taken out of a spec of version 1.
    private const string Void = "void";

    /// <summary>Names of one level are told apart whatever their case, since most engines do not look at it.</summary>
    /// <exception cref="IcebergFormatException">The columns break a rule.</exception>
    public static void Check(IcebergSchema schema)
    {
        var all = new StructType(schema.Fields);
        if (all.Ids.GroupBy(i => i).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new IcebergFormatException($"two fields have the id {twice.Key}");
        CheckNames(all, "");
        foreach (var id in schema.IdentifierFieldIds ?? [])
        {
            if (schema.Find(id) is not { Required: true, Type: PrimitiveType { Name: not ("float" or "double") } })
                throw new IcebergFormatException(
                    $"the identifier field {id} is no required column of a type that can be compared"
                );
        }
    }

    /// <summary>Partition fields are made from columns that there are, by transforms that take them.</summary>
    /// <exception cref="IcebergFormatException">A field breaks a rule.</exception>
    public static void Check(PartitionSpec spec, IReadOnlyList<IcebergSchema> schemas)
    {
        foreach (var field in spec.Fields)
        {
            var source = schemas.Select(s => s.Find(field.SourceId)).FirstOrDefault(f => f is not null);
            CheckTransform($"the partition field '{field.Name}'", field.SourceId, field.Transform, source);
            if (
                schemas[^1].Fields.FirstOrDefault(f => f.Name == field.Name) is { } column
                && (column.Id != field.SourceId || field.Transform is not ("identity" or Void))
            )
                throw new IcebergFormatException(
                    $"the partition field '{field.Name}' has the name of a column that it does not repeat"
                );
        }
        if (spec.Fields.GroupBy(f => f.Name).FirstOrDefault(g => g.Count() > 1) is { } name)
            throw new IcebergFormatException($"two partition fields have the name '{name.Key}'");
        if (spec.Fields.GroupBy(f => f.FieldId).FirstOrDefault(g => g.Count() > 1) is { } id)
            throw new IcebergFormatException($"two partition fields have the id {id.Key}");
    }

    /// <summary>Rows are ordered by columns that there are.</summary>
    /// <exception cref="IcebergFormatException">A field breaks a rule.</exception>
    public static void Check(SortOrder order, IcebergSchema schema)
    {
        foreach (var field in order.Fields)
        {
            var what = $"the sort order by column {field.SourceId.ToString(CultureInfo.InvariantCulture)}";
            CheckTransform(what, field.SourceId, field.Transform, schema.Find(field.SourceId));
            if (field.Direction is not ("asc" or "desc") || field.NullOrder is not ("nulls-first" or "nulls-last"))
                throw new IcebergFormatException(
                    $"{what} goes '{field.Direction}', '{field.NullOrder}'; known are asc and desc, nulls-first and nulls-last"
                );
        }
    }

    /// <summary>Properties are texts.</summary>
    /// <exception cref="IcebergFormatException">One is null.</exception>
    public static void Check(IReadOnlyDictionary<string, string> properties)
    {
        foreach (var (name, value) in properties)
        {
            // Dictionaries are read from JSON, which has nulls where the type has none.
            if ((string?)value is null)
                throw new IcebergFormatException($"the property {name} is null; remove-properties takes one away");
        }
    }

    /// <summary>A snapshot refers only to what the table has.</summary>
    /// <exception cref="IcebergFormatException">It refers to something else.</exception>
    public static void Check(Snapshot snapshot, TableMetadata table)
    {
        if (snapshot.ParentSnapshotId is { } parent && table.Find(parent) is null)
            throw new IcebergFormatException(
                $"the snapshot {snapshot.SnapshotId} is made from {parent}, which the table does not have"
            );
        if (snapshot.SchemaId is { } schema && table.Schemas.All(s => s.SchemaId != schema))
            throw new IcebergFormatException(
                $"the snapshot {snapshot.SnapshotId} has the schema {schema}, which the table does not have"
            );
        Check(snapshot.Summary);
    }

    /// <summary>References are branches and tags, and main is a branch.</summary>
    /// <exception cref="IcebergFormatException">It is something else.</exception>
    public static void Check(SetSnapshotRef reference)
    {
        if (reference.RefName.Length == 0)
            throw new IcebergFormatException("a branch or tag needs a name");
        if (reference.Type is not ("branch" or "tag"))
            throw new IcebergFormatException(
                $"{reference.RefName} is of the type '{reference.Type}'; known are branch and tag"
            );
        if (reference is { RefName: SnapshotRef.Main, Type: not "branch" })
            throw new IcebergFormatException("main is a branch and cannot be a tag");
    }

    private static void CheckNames(IcebergType type, string path)
    {
        switch (type)
        {
            case StructType s:
                if (s.Fields.FirstOrDefault(f => f.Name.Length == 0) is { } nameless)
                    throw new IcebergFormatException($"the column with the id {nameless.Id} has no name");
                var same = s
                    .Fields.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase)
                    .FirstOrDefault(g => g.Count() > 1);
                if (same is not null)
                    throw new IcebergFormatException(
                        $"the columns {string.Join(" and ", same.Select(f => path + f.Name))} have one name; "
                            + "upper and lower case do not tell columns apart"
                    );
                foreach (var field in s.Fields)
                    CheckNames(field.Type, $"{path}{field.Name}.");
                break;
            case ListType l:
                CheckNames(l.Element, path + "element.");
                break;
            case MapType m:
                CheckNames(m.Key, path + "key.");
                CheckNames(m.Value, path + "value.");
                break;
        }
    }

    private static void CheckTransform(string what, int sourceId, string transform, NestedField? source)
    {
        if (source is null)
            throw new IcebergFormatException($"{what} is made from a column that there is not: {sourceId}");
        if (transform == Void)
            return;
        if (PartitionTransform.Parse(transform) is not { } known)
            throw new IcebergFormatException(
                $"{what} has the transform '{transform}'; known are identity, bucket[N], truncate[W], year, month, day, hour and void"
            );
        if (source.Type is not PrimitiveType type || !IsDefinedFor(known.Kind, type))
            throw new IcebergFormatException($"{what}: the transform {transform} does not take column {source.Name}");
    }

    // Wider than PartitionTransform.Takes, which is about what is written here.
    private static bool IsDefinedFor(TransformKind kind, PrimitiveType type) =>
        kind switch
        {
            TransformKind.Identity => true,
            TransformKind.Bucket => type.Name is not ("float" or "double" or "boolean"),
            TransformKind.Truncate => type.Name is "int" or "long" or "string" or "binary" || type.Decimal is not null,
            TransformKind.Hour => IsTimestamp(type),
            _ => type.Name == "date" || IsTimestamp(type),
        };

    private static bool IsTimestamp(PrimitiveType type) => type.Name.StartsWith("timestamp", StringComparison.Ordinal);
}
