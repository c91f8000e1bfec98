namespace Penstock.Iceberg.Locations;

/// <summary>
/// Where a file is, as table metadata, manifests and delete files name it. Engines spell one place in several ways (Hadoop
/// <c>file:/a</c>, others
/// <c>file:///a</c>; <c>s3a:</c> and <c>s3n:</c> for <c>s3:</c>): two locations are equal when they mean the same, and each
/// keeps its spelling,
/// which is what other files have to repeat.
/// </summary>
/// <remarks>
/// A percent sign is part of a name: Iceberg's writers put the names of partition folders into locations just as they are on
/// disk. Only where
/// nothing is found under the name as it stands, <see cref="Unescaped"/> is the second thing to try.
/// </remarks>
public sealed class Location : IEquatable<Location>
{
    private const string File = "file:",
        S3 = "s3:";

    private readonly string _meaning;

    private Location(string spelling, string meaning) => (Spelling, _meaning) = (spelling, meaning);

    /// <summary>The text that it was read from.</summary>
    public string Spelling { get; }

    /// <summary>The same with its percent escapes resolved, as URIs write them.</summary>
    public Location Unescaped => new(Spelling, Uri.UnescapeDataString(_meaning));

    /// <summary>Reads a location; any text is one.</summary>
    public static Location Parse(string spelling) => new(spelling, MeaningOf(spelling));

    /// <summary>What follows a folder in this location, without a slash in front; null when it is not in the folder.</summary>
    /// <param name="folder">The folder; it may be spelled with percent escapes or without.</param>
    public string? Within(Location folder) => Rest(folder._meaning) ?? Rest(folder.Unescaped._meaning);

    /// <inheritdoc/>
    public bool Equals(Location? other) => other is not null && _meaning == other._meaning;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Location);

    /// <inheritdoc/>
    public override int GetHashCode() => _meaning.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Spelling;

    private string? Rest(string folder)
    {
        var prefix = folder.TrimEnd('/') + '/';
        return _meaning.Length > prefix.Length && _meaning.StartsWith(prefix, StringComparison.Ordinal)
            ? _meaning[prefix.Length..]
            : null;
    }

    private static string MeaningOf(string spelling)
    {
        if (spelling.StartsWith('/'))
            return File + Joined(spelling);
        var colon = spelling.IndexOf(':', StringComparison.Ordinal);
        var rest = colon < 0 ? "" : spelling[(colon + 1)..];
        return (colon < 0 ? "" : spelling[..colon].ToLowerInvariant()) switch
        {
            "file" => File + Joined(WithoutHost(rest)),
            "s3" or "s3a" or "s3n" => S3 + "//" + Joined(rest.TrimStart('/')),
            _ => spelling,
        };
    }

    private static string WithoutHost(string path) =>
        path.StartsWith("//localhost/", StringComparison.OrdinalIgnoreCase) ? path["//localhost".Length..] : path;

    // "a//b" and "a/b" are one file; so are any number of slashes at the beginning.
    private static string Joined(string path)
    {
        while (path.Contains("//", StringComparison.Ordinal))
            path = path.Replace("//", "/", StringComparison.Ordinal);
        return path;
    }
}
