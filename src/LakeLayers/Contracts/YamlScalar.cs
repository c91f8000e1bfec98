using System.Globalization;
using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Contracts;

/// <summary>A plain value of a YAML file.</summary>
internal readonly record struct YamlScalar(string Value, bool IsQuoted)
{
    /// <summary>Whether it is YAML's null.</summary>
    public bool IsNull => !IsQuoted && (Value is "null" or "~" or "Null" or "NULL" or "");

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber =>
        !IsQuoted && decimal.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>The number; what is none has no business here.</summary>
    public decimal Number => decimal.Parse(Value, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The value as an SQL literal: a bare number or true/false stays one, everything else is text.</summary>
    public string ToSql()
    {
        if (!IsQuoted && (Value is "true" or "false"))
            return Value;
        return IsNumber ? Value : Sql.Literal(Value);
    }

    /// <summary>
    /// The value as an SQL literal to compare with values of a type: a number stays one beside numbers; beside anything else it
    /// is the text that DuckDB reads as that type.
    /// </summary>
    public string ToSql(string type) => IsNumber && TypeNames.IsCovered("number", type) ? Value : Sql.Literal(Value);
}
