namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// The rule for what is stored with an object, strict enough for every backend: names of lower-case letters, digits and <c>-</c>,
/// values of printable ASCII without blanks at the ends, at most 2,048 characters together (the limit of Amazon S3).
/// </summary>
public static class ObjectMetadata
{
    /// <summary>No metadata.</summary>
    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>();

    /// <summary>Returns the metadata unchanged, an empty one for null, or throws.</summary>
    /// <exception cref="ArgumentException">It breaks the rule; names the entry.</exception>
    public static IReadOnlyDictionary<string, string> Check(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null || metadata.Count == 0)
            return None;
        foreach (var (name, value) in metadata)
        {
            if (
                name.Length == 0
                || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
                || name == WriteId
            )
                throw new ArgumentException($"Not a valid name of object metadata: '{name}'.", nameof(metadata));
            if (value.Trim() != value || !value.All(c => c is >= ' ' and <= '~'))
                throw new ArgumentException(
                    $"Not a valid value of the object metadata '{name}': only printable ASCII is.",
                    nameof(metadata)
                );
        }
        var size = metadata.Sum(m => m.Key.Length + m.Value.Length);
        return size <= 2_048
            ? metadata
            : throw new ArgumentException(
                $"The object metadata is {size} characters long; 2048 are allowed.",
                nameof(metadata)
            );
    }

    /// <summary>Reserved: tells a conditional write that was answered twice that it was its own.</summary>
    internal const string WriteId = "write-id";
}
