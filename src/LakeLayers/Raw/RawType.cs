using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Raw;

/// <summary>The type of a raw column: a scalar by its SQL name, a STRUCT with fields, or a list with an item.</summary>
/// <param name="Scalar">The SQL name of a scalar; null for nested types.</param>
internal sealed record RawType(string? Scalar)
{
    public const string Text = "VARCHAR",
        Json = "JSON",
        Instant = "TIMESTAMP WITH TIME ZONE",
        Exact = "DECIMAL(38,10)";

    private static readonly string[] Numbers = ["INTEGER", "BIGINT", "DOUBLE"];

    public IReadOnlyList<(string Name, RawType Type)>? Fields { get; init; }

    public RawType? Item { get; init; }

    public string Sql =>
        Scalar
        ?? (
            Item is not null
                ? $"{Item.Sql}[]"
                : $"STRUCT({string.Join(", ", Fields!.Select(f => $"{Core.Metadata.Sql.Identifier(f.Name)} {f.Type.Sql}"))})"
        );

    /// <summary>The type of a shape; the rules are those of <see cref="JsonLinesToRaw"/>.</summary>
    public static RawType Of(FieldShape shape, bool decimalsAsText)
    {
        var kinds = shape.Kinds;
        if (kinds.Count == 0)
            return new(Text);
        var types = kinds.Select(k => OfKind(k, shape, decimalsAsText)).ToList();
        return types.Aggregate((a, b) => Merge(a, b).Type);
    }

    /// <summary>The type that holds the values of both, and whether values already written as <paramref name="a"/> can be read as it.</summary>
    public static (RawType Type, bool Readable) Merge(RawType a, RawType b)
    {
        if (a.Sql == b.Sql)
            return (a, true);
        if (a.Fields is not null && b.Fields is not null)
            return MergeFields(a.Fields, b.Fields);
        if (a.Item is not null && b.Item is not null)
        {
            var (item, readable) = Merge(a.Item, b.Item);
            return (new(null as string) { Item = item }, readable);
        }
        if (a.Scalar is null || b.Scalar is null || a.Scalar == Json || b.Scalar == Json)
            return (new(Json), a.Scalar == Json);
        var (left, right) = (Array.IndexOf(Numbers, a.Scalar), Array.IndexOf(Numbers, b.Scalar));
        // Files are read as another type only where every engine does so: the table format widens INTEGER to BIGINT and no more.
        if (left >= 0 && right >= 0)
            return (new(Numbers[Math.Max(left, right)]), right <= left || b.Scalar == "BIGINT");
        return (new(Text), a.Scalar is Text);
    }

    public static RawType From(DuckDbType type) =>
        type.Id switch
        {
            DuckDbTypeId.Struct => new(null as string)
            {
                Fields = [.. type.Children.Select(c => (c.Name, From(c.Type)))],
            },
            DuckDbTypeId.List => new(null as string) { Item = From(type.Children[0].Type) },
            _ => new(type.Name),
        };

    private static RawType OfKind(string kind, FieldShape shape, bool decimalsAsText) =>
        kind switch
        {
            "string" or "objectId" or "symbol" => new(Text),
            "int" or "wrappedInt" => new("INTEGER"),
            "long" or "wrappedLong" => new("BIGINT"),
            "double" or "wrappedDouble" => new("DOUBLE"),
            "bool" => new("BOOLEAN"),
            "date" => new(Instant),
            "decimal" => new(decimalsAsText ? Text : Exact),
            "binData" => new("BLOB"),
            "array" => new(null as string) { Item = shape.Items is null ? new(Text) : Of(shape.Items, decimalsAsText) },
            // SQL's names are blind to case: two fields that differ only in it stay together in one JSON value.
            "object"
                when shape.Fields.Count > 0
                    && shape.Fields.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() == shape.Fields.Count
                    && !shape.Fields.ContainsKey("") => new(null as string)
            {
                Fields = [.. shape.Fields.Select(f => (f.Key, Of(f.Value, decimalsAsText)))],
            },
            _ => new(Json),
        };

    private static (RawType Type, bool Readable) MergeFields(
        IReadOnlyList<(string Name, RawType Type)> a,
        IReadOnlyList<(string Name, RawType Type)> b
    )
    {
        var merged = a.ToList();
        var readable = true;
        foreach (var (name, type) in b)
        {
            var at = merged.FindIndex(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));
            if (at < 0)
            {
                merged.Add((name, type));
                continue;
            }
            if (merged[at].Name != name)
                return (new(Json), false);
            var (both, fits) = Merge(merged[at].Type, type);
            merged[at] = (name, both);
            readable &= fits;
        }
        return (new(null as string) { Fields = merged }, readable);
    }
}
