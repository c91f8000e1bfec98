using System.Text;

namespace Penstock.Warehouse.Schemas;

/// <summary>The rules of a schema file that can be checked without looking at data.</summary>
internal static class SchemaCheck
{
    // NAMEDATALEN - 1: PostgreSQL cuts longer names off, and two names could become one.
    private const int LongestName = 63;

    /// <summary>Load markers live in a table of this name.</summary>
    public const string MarkerTable = "_penstock_load";

    public static void Identifier(YamlMap map, string key, string name)
    {
        if (
            Encoding.UTF8.GetByteCount(name) > LongestName
            || name.Length == 0
            || name.Contains('\0', StringComparison.Ordinal)
        )
            throw map.Wrong(key, $"must be a name of 1 to {LongestName} bytes");
        if (name == MarkerTable)
            throw map.Wrong(key, "is the name of the table that keeps the load markers; choose another");
    }

    public static void Table(YamlMap map, TableSpec spec, IReadOnlyList<TableSpec> all)
    {
        if (spec.Kind == TableKind.Dimension)
            Dimension(map, spec);
        else
            Referrer(map, spec);
        foreach (var reference in spec.References)
            Reference(map.RequiredMap("references").RequiredMap(reference.Column), spec, reference, all);
        Distinct(map, "key", spec.Key);
        foreach (var column in spec.RowKey.Intersect(spec.Exclude))
            throw map.Wrong("exclude", $"names '{column}', which is part of the key");
        foreach (var column in spec.Exclude.Intersect(spec.Columns.Keys))
            throw map.Wrong("exclude", $"names '{column}', which is declared under columns");
        if (spec.Indexes.Any(i => i.Count == 0))
            throw map.Wrong("indexes", "holds an empty list");
    }

    private static void Dimension(YamlMap map, TableSpec spec)
    {
        if (spec.Surrogate is null)
            throw map.Wrong("surrogate", "is missing: a dimension needs the name of its surrogate key column");
        Identifier(map, "surrogate", spec.Surrogate);
        if (spec.References.Count > 0)
            throw map.Wrong(
                "references",
                "is not for dimensions: join the attributes in the model (a star, no snowflake)"
            );
        foreach (var column in spec.Unknown.Keys.Intersect(spec.Exclude))
            throw map.Wrong("unknown", $"names '{column}', which is excluded");
    }

    private static void Referrer(YamlMap map, TableSpec spec)
    {
        if (spec.Surrogate is not null)
            throw map.Wrong("surrogate", "is only for dimensions");
        if (spec.History is not null)
            throw map.Wrong("history", "is only for dimensions");
        if (spec.Unknown.Count > 0)
            throw map.Wrong("unknown", "is only for dimensions");
    }

    private static void Reference(YamlMap map, TableSpec spec, ReferenceSpec reference, IReadOnlyList<TableSpec> all)
    {
        var dimension =
            all.FirstOrDefault(t => t.Name == reference.Dimension && t.Kind == TableKind.Dimension)
            ?? throw map.Wrong("dimension", $"names '{reference.Dimension}', which is no dimension of this file");
        if (reference.By.Count != dimension.Key.Count)
            throw map.Wrong(
                "by",
                $"must name {dimension.Key.Count} column(s), one for each of {dimension.Name}'s key ({string.Join(", ", dimension.Key)})"
            );
        if (dimension.History is not null && reference.At is null)
            throw map.Wrong(
                "at",
                $"is missing: {dimension.Name} has history, so the instant whose version is meant must be named"
            );
        if (dimension.History is null && reference.At is not null)
            throw map.Wrong("at", $"is only for dimensions with history, and {dimension.Name} has none");
        if (spec.Key.Contains(reference.Column))
            throw map.Wrong(
                "dimension",
                $"is held by '{reference.Column}', which is a column of the table's natural key"
            );
    }

    private static void Distinct(YamlMap map, string key, IReadOnlyList<string> names)
    {
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Count)
            throw map.Wrong(key, "names a column twice");
    }
}
