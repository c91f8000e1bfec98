using System.Text.Json.Nodes;

namespace Penstock.Workflows.Expressions;

/// <summary>An expression of a definition.</summary>
/// <param name="Type">How <paramref name="Value"/> is to be read: <c>Literal</c>, <c>Variable</c>, ….</param>
/// <param name="Value">A JSON value, source text, or a value of ours.</param>
public sealed record Expression(string Type, object? Value)
{
    /// <summary>A fixed value.</summary>
    public static Expression Literal(object? value) => new(LiteralHandler.TypeName, value);

    internal static Expression Read(JsonObject json) =>
        new(json["type"]?.ToString() is { Length: > 0 } type ? type : LiteralHandler.TypeName, json["value"]);
}
