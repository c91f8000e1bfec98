namespace Penstock.LakeLayers.Raw;

/// <summary>Some lines of an object in a scratch file, each with its number and hash put in front of its own fields.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rows">Lines in it.</param>
/// <param name="LongestLine">Bytes of the longest, line end included.</param>
internal sealed record LineChunk(string Path, long Rows, int LongestLine)
{
    /// <summary>The name of the field that carries the line's number.</summary>
    public const string PositionField = "__penstock_position";

    /// <summary>The name of the field that carries the line's hash.</summary>
    public const string HashField = "__penstock_hash";
}
