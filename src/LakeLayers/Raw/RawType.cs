using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Raw;

/// <summary>The type of a raw column: a scalar by its SQL name, a STRUCT with fields, or a list with an item.</summary>
/// <param name="Scalar">The SQL name of a scalar; null for nested types.</param>
internal sealed record RawType(string? Scalar)
{
    public const string Text = "VARCHAR",
        Json = "JSON",
        Instant = "TIMESTAMP WITH TIME ZONE",
        Exact = "DECIMAL(38,10)",
        Bytes = "BLOB";

    /// <summary>An object with more different fields than these is JSON; documents themselves may have any number.</summary>
    public const int MaxFields = 200;

    /// <summary>Objects and arrays in more objects and arrays than these are JSON, the column's own included.</summary>
    public const int MaxNesting = 10;

    private static readonly string[] Integers = ["INTEGER", "BIGINT"];

    private static readonly string[] Numbers = ["int", "whole", "long", "bigLong", "anyLong", "double", "number"];

    public IReadOnlyList<(string Name, RawType Type)>? Fields { get; init; }

    public RawType? Item { get; init; }

    /// <summary>Whether no value was seen that says the type (nothing, or for JSON only objects without fields).</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Whether there may be whole numbers that are no doubles.</summary>
    public bool IsLarge { get; init; }

    public string Sql =>
        Scalar
        ?? (
            Item is not null
                ? $"{Item.Sql}[]"
                : $"STRUCT({string.Join(", ", Fields!.Select(f => $"{Core.Metadata.Sql.Identifier(f.Name)} {f.Type.Sql}"))})"
        );

    /// <summary>The type of a shape; the rules are those of <see cref="JsonLinesToRaw"/>.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="depth">How many objects and arrays it is in, the document included.</param>
    public static RawType Of(FieldShape shape, int depth = 1)
    {
        var kinds = shape.Kinds;
        if (kinds.Count == 0)
            return new(Text) { IsUnknown = true };
        if (kinds is ["array"] && depth <= MaxNesting)
            return new(null as string) { Item = Of(shape.Items ?? new FieldShape(), depth + 1) };
        if (kinds is ["object"] && depth <= MaxNesting)
            return OfObject(shape, depth);
        if (kinds.All(Numbers.Contains))
            return OfNumbers(kinds);
        var scalars = kinds.Select(OfScalar).Distinct(StringComparer.Ordinal).ToList();
        return scalars.Contains(null) ? new(Json)
            : scalars.Count == 1 ? new(scalars[0])
            : new(Text);
    }

    /// <summary>
    /// The type that holds the values of both, and whether values already written as <paramref name="a"/> can be read as it.
    /// </summary>
    public static (RawType Type, bool Readable) Merge(RawType a, RawType b, bool inList = false)
    {
        if (a.Sql == b.Sql)
            return (a, true);
        if (b.IsUnknown && (b.Scalar == Text || a.Fields is not null))
            return (a, true);
        // Values that are all NULL can be left behind with their column, but not those of a list.
        if (a.IsUnknown && a.Scalar == Text)
            return (b, !inList);
        if (a.IsUnknown && b.Fields is not null)
            return (b, false);
        if (a.Fields is not null && b.Fields is not null)
            return MergeFields(a.Fields, b.Fields, MaxFields, inList);
        if (a.Item is not null && b.Item is not null)
        {
            var (item, readable) = Merge(a.Item, b.Item, true);
            return (new(null as string) { Item = item }, readable);
        }
        if (a.Scalar is null || b.Scalar is null || a.Scalar == Json || b.Scalar == Json)
            return (new(Json), a.Scalar == Json);
        // Files are read as another type only where every engine does so: the table format widens INTEGER to BIGINT and no more.
        if (Integers.Contains(a.Scalar) && Integers.Contains(b.Scalar))
            return (new("BIGINT"), true);
        if (IsDoubleWith(a, b) || IsDoubleWith(b, a))
            return (new("DOUBLE"), a.Scalar == "DOUBLE");
        return (new(Text), a.Scalar is Text);
    }

    /// <summary>The columns of both; of tables as of objects.</summary>
    public static (RawType Type, bool Readable) MergeFields(
        IReadOnlyList<(string Name, RawType Type)> a,
        IReadOnlyList<(string Name, RawType Type)> b,
        int max,
        bool inList = false
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
            var (both, fits) = Merge(merged[at].Type, type, inList);
            merged[at] = (name, both);
            readable &= fits;
        }
        return merged.Count > max ? (new(Json), false) : (new(null as string) { Fields = merged }, readable);
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

    private static bool IsDoubleWith(RawType number, RawType whole) =>
        number.Scalar == "DOUBLE" && Integers.Contains(whole.Scalar) && !whole.IsLarge;

    private static RawType OfNumbers(IReadOnlyList<string> kinds)
    {
        var isLarge = kinds.Contains("bigLong") || kinds.Contains("anyLong");
        if (kinds.Contains("number") || (isLarge && kinds.Contains("double")))
            return new(Text);
        if (kinds.Contains("double"))
            return new("DOUBLE");
        return kinds is ["int"] ? new("INTEGER") : new("BIGINT") { IsLarge = isLarge };
    }

    // SQL's names are blind to case: two fields that differ only in it stay together in one JSON value.
    private static RawType OfObject(FieldShape shape, int depth) =>
        shape.Fields.Count == 0 ? new(Json) { IsUnknown = true }
        : shape.Fields.Count > MaxFields
        || shape.Fields.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() < shape.Fields.Count
        || shape.Fields.ContainsKey("")
            ? new(Json)
        : new(null as string) { Fields = [.. shape.Fields.Select(f => (f.Key, Of(f.Value, depth + 1)))] };

    private static string? OfScalar(string kind) =>
        kind switch
        {
            "string" or "objectId" or "symbol" or "longDecimal" => Text,
            "bool" => "BOOLEAN",
            "date" => Instant,
            "decimal" => Exact,
            "binData" => Bytes,
            _ when Numbers.Contains(kind) => "BIGINT",
            _ => null,
        };
}
