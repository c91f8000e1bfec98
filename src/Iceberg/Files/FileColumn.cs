namespace Penstock.Iceberg.Files;

/// <summary>A column of a data file, or a part of one, as the file itself describes it.</summary>
/// <param name="Name">What the file calls it; of elements, keys and values <c>element</c>, <c>key</c>, <c>value</c>.</param>
/// <param name="Id">Its field id; null: the file gives it none.</param>
/// <param name="Kind">What it is made of.</param>
/// <param name="Type">Of plain values the type, in the words of the reader.</param>
/// <param name="Parts">What it is made of, in the file's order.</param>
public sealed record FileColumn(string Name, int? Id, FileColumnKind Kind, string Type, IReadOnlyList<FileColumn> Parts)
{
    /// <summary>Whether it or any part of it has a field id.</summary>
    public bool HasIds => Id is not null || Parts.Any(p => p.HasIds);

    /// <summary>
    /// Without the ids of parts that a list would compare by reference, for use as a key: files of one signature are read
    /// alike.
    /// </summary>
    public string Signature =>
        $"{Id}:{Name.Length}:{Name}:{Kind}:{Type}({string.Join(",", Parts.Select(p => p.Signature))})";
}
