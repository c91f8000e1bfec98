using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// How one field gets from JSON into its column: the type DuckDB's JSON reader is told, and the expression that makes the column of
/// what it read. The plain way reads relaxed extended JSON straight into types; the careful way reads each value as JSON and unwraps
/// whatever form it has, at about a third of the speed.
/// </summary>
/// <param name="Declared">The type for the reader.</param>
/// <param name="Expression">Makes the target of a value of the declared type.</param>
internal sealed record FieldReading(string Declared, Func<string, string> Expression)
{
    private static readonly string[] Plain = ["string", "int", "long", "double", "bool"];

    public static FieldReading For(FieldShape shape, RawType target, bool careful, int depth = 0)
    {
        var kinds = shape.Kinds;
        if (target.Scalar == RawType.Json)
            return new("JSON", x => x);
        if (kinds.Count == 0)
            return new(target.Sql, x => x);
        if (!careful && target.Scalar is not null && kinds.All(k => Plain.Contains(k)))
            return new(target.Scalar, x => x);
        if (kinds.Count == 1 && !careful)
        {
            switch (kinds[0])
            {
                case "objectId" when target.Scalar == RawType.Text:
                    return new("STRUCT(\"$oid\" VARCHAR)", x => $"{x}.\"$oid\"");
                case "date" when target.Scalar == RawType.Instant:
                    return new("STRUCT(\"$date\" VARCHAR)", x => Scalars.Instant($"{x}.\"$date\""));
                case "decimal" when target.Scalar is RawType.Text or RawType.Exact:
                    return new(
                        "STRUCT(\"$numberDecimal\" VARCHAR)",
                        x => Scalars.Exact($"{x}.\"$numberDecimal\"", target.Scalar)
                    );
                case "binData" when target.Scalar == "BLOB":
                    return new(
                        "STRUCT(\"$binary\" STRUCT(base64 VARCHAR))",
                        x => $"from_base64({x}.\"$binary\".base64)"
                    );
            }
        }
        if (kinds is ["object"] && target.Fields is not null)
            return Struct(shape, target.Fields, careful, depth);
        if (kinds is ["array"] && target.Item is not null)
            return List(shape.Items ?? new FieldShape(), target.Item, careful, depth);
        return new("JSON", x => target.Scalar is null ? $"{x}::{target.Sql}" : Scalars.Unwrap(x, target.Scalar));
    }

    private static FieldReading Struct(
        FieldShape shape,
        IReadOnlyList<(string Name, RawType Type)> fields,
        bool careful,
        int depth
    )
    {
        var parts = shape
            .Fields.Select(f => (f.Key, Target: fields.First(t => t.Name == f.Key).Type, f.Value))
            .Select(f => (f.Key, f.Target, Reading: For(f.Value, f.Target, careful, depth)))
            .ToList();
        var declared =
            $"STRUCT({string.Join(", ", parts.Select(p => $"{Sql.Identifier(p.Key)} {p.Reading.Declared}"))})";
        if (
            parts.Count == fields.Count
            && parts
                .Zip(fields)
                .All(p =>
                    p.First.Key == p.Second.Name
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
                    parts.FirstOrDefault(p => p.Key == f.Name) is { Key: not null } part
                        ? $"{Sql.Identifier(f.Name)} := {part.Reading.Expression($"({x}).{Sql.Identifier(f.Name)}")}"
                        : $"{Sql.Identifier(f.Name)} := NULL::{f.Type.Sql}"
                );
                return $"CASE WHEN {x} IS NULL THEN NULL ELSE struct_pack({string.Join(", ", values)}) END";
            }
        );
    }

    private static FieldReading List(FieldShape items, RawType target, bool careful, int depth)
    {
        var item = For(items, target, careful, depth + 1);
        var variable = $"item{depth}";
        return IsIdentity(item)
            ? new($"{item.Declared}[]", x => x)
            : new($"{item.Declared}[]", x => $"list_transform({x}, lambda {variable}: {item.Expression(variable)})");
    }

    private static bool IsIdentity(FieldReading reading) => reading.Expression("x") == "x";
}
