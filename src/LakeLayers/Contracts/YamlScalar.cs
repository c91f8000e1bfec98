using System.Globalization;
using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Contracts;

/// <summary>A plain value of a YAML file.</summary>
internal readonly record struct YamlScalar(string Value, bool IsQuoted)
{
    /// <summary>The value as an SQL literal: a bare number or true/false stays one, everything else is text.</summary>
    public string ToSql()
    {
        if (!IsQuoted && Value is "true" or "false")
            return Value;
        var isNumber = !IsQuoted && decimal.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return isNumber ? Value : Sql.Literal(Value);
    }
}
