using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// How one field gets from JSON into its column by DuckDB alone, where all its values are of one kind: the type that the JSON
/// reader is
/// told, and the expression that makes the column of what it read. What is not that plain is read by <see cref="LineRewriter"/>.
/// </summary>
/// <param name="Declared">The type for the reader.</param>
/// <param name="Expression">Makes the target of a value of the declared type.</param>
internal sealed record FieldReading(string Declared, Func<string, string> Expression)
{
    private static readonly string[] Whole = ["int", "whole", "long", "bigLong", "anyLong"];

    /// <summary>Null: the field cannot be read so.</summary>
    public static FieldReading? For(FieldShape shape, RawType target, int depth = 0) =>
        shape.Kinds switch
        {
            [] => new(target.Sql, x => x),
            var kinds when kinds.All(Whole.Contains) => target.Scalar is "INTEGER" or "BIGINT" or "DOUBLE"
                ? new(target.Scalar, x => x)
                : null,
            var kinds when kinds.All(k => k == "double" || Whole.Contains(k)) => target.Scalar == "DOUBLE"
                ? new(target.Scalar, x => x)
                : null,
            ["string"] when target.Scalar == RawType.Text => new(RawType.Text, x => x),
            ["bool"] when target.Scalar == "BOOLEAN" => new("BOOLEAN", x => x),
            ["objectId"] when target.Scalar == RawType.Text => new("STRUCT(\"$oid\" VARCHAR)", x => $"{x}.\"$oid\""),
            ["date"] when target.Scalar == RawType.Instant => new(
                "STRUCT(\"$date\" VARCHAR)",
                x => Scalars.Instant($"{x}.\"$date\"")
            ),
            ["decimal"] when target.Scalar == RawType.Exact => new(
                "STRUCT(\"$numberDecimal\" VARCHAR)",
                x => Scalars.Exact($"{x}.\"$numberDecimal\"")
            ),
            ["binData"] when target.Scalar == RawType.Bytes => new(
                "STRUCT(\"$binary\" STRUCT(base64 VARCHAR))",
                x => $"from_base64({x}.\"$binary\".base64)"
            ),
            ["object"] when target.Fields is not null => Struct(shape, target.Fields, depth),
            ["array"] when target.Item is not null => List(shape.Items ?? new FieldShape(), target.Item, depth),
            _ => null,
        };

    private static FieldReading? Struct(FieldShape shape, IReadOnlyList<(string Name, RawType Type)> fields, int depth)
    {
        var parts = new List<(string Name, FieldReading Reading)>();
        foreach (var (name, field) in shape.Fields)
        {
            if (For(field, fields.First(t => t.Name == name).Type, depth) is not { } reading)
                return null;
            parts.Add((name, reading));
        }
        if (parts.Count == 0)
            return null;
        var declared =
            $"STRUCT({string.Join(", ", parts.Select(p => $"{Sql.Identifier(p.Name)} {p.Reading.Declared}"))})";
        if (
            parts.Count == fields.Count
            && parts
                .Zip(fields)
                .All(p =>
                    p.First.Name == p.Second.Name
                    && p.First.Reading.Declared == p.Second.Type.Sql
                    && IsIdentity(p.First.Reading)
                )
        )
            return new(declared, x => x);
        return new(
            declared,
            x =>
            {
                var values = fields.Select(f =>
                    parts.FirstOrDefault(p => p.Name == f.Name) is { Name: not null } part
                        ? $"{Sql.Identifier(f.Name)} := {part.Reading.Expression($"({x}).{Sql.Identifier(f.Name)}")}"
                        : $"{Sql.Identifier(f.Name)} := NULL::{f.Type.Sql}"
                );
                return $"CASE WHEN {x} IS NULL THEN NULL ELSE struct_pack({string.Join(", ", values)}) END";
            }
        );
    }

    private static FieldReading? List(FieldShape items, RawType target, int depth)
    {
        if (For(items, target, depth + 1) is not { } item)
            return null;
        var variable = $"item{depth}";
        return IsIdentity(item)
            ? new($"{item.Declared}[]", x => x)
            : new($"{item.Declared}[]", x => $"list_transform({x}, lambda {variable}: {item.Expression(variable)})");
    }

    private static bool IsIdentity(FieldReading reading) => reading.Expression("x") == "x";
}
