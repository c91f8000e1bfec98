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

    /// <summary>The lines without their ends, as bytes: a line ends at LF and nothing else.</summary>
    public IEnumerable<byte[]> Lines()
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 18);
        var line = new List<byte>(1 << 12);
        for (var next = file.ReadByte(); next >= 0; next = file.ReadByte())
        {
            if (next != '\n')
            {
                line.Add((byte)next);
                continue;
            }
            yield return line.ToArray();
            line.Clear();
        }
    }

    /// <summary>The first and the second half as files of their own.</summary>
    public IReadOnlyList<LineChunk> Halves()
    {
        var halves = new[] { (Name: ".a", Rows: Rows / 2), (Name: ".b", Rows: Rows - (Rows / 2)) };
        using var lines = Lines().GetEnumerator();
        foreach (var (name, rows) in halves)
        {
            using var output = new FileStream(Path + name, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            for (var i = 0L; i < rows && lines.MoveNext(); i++)
            {
                output.Write(lines.Current);
                output.WriteByte((byte)'\n');
            }
        }
        return [.. halves.Select(h => new LineChunk(Path + h.Name, h.Rows, LongestLine))];
    }
}
