using Penstock.Warehouse.Types;

namespace Penstock.Warehouse.Copy;

/// <summary>A column of a COPY: its name, for messages, and the type of its values on both sides.</summary>
internal sealed record CopyColumn(string Name, PgType Type)
{
    /// <summary>The most bytes that one value takes with its length, not counting the bytes of text.</summary>
    public int Bound =>
        Type.Kind switch
        {
            PgKind.Numeric => 4 + CopyNumeric.Longest,
            PgKind.Uuid => 4 + 16,
            _ => 4 + 8,
        };
}
