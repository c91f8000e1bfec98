using System.Globalization;
using System.Text.RegularExpressions;
using Penstock.Iceberg.Partitions;

namespace Penstock.LakeLayers.Models.Layout;

/// <summary>By what a model's files are told apart, as its config says it: a column, or a transform of one.</summary>
/// <param name="Column">The column.</param>
/// <param name="Transform">What becomes of its values.</param>
internal sealed partial record PartitionKey(string Column, PartitionTransform Transform)
{
    /// <summary>The forms, for people.</summary>
    public const string Forms = "x, year(x), month(x), day(x), hour(x), bucket(16, x), truncate(4, x)";

    /// <summary>
    /// Reads one of <see cref="Forms"/>; the number may also stand behind the column, and the words of time in the plural.
    /// Null: it is none of them.
    /// </summary>
    public static PartitionKey? Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
            return text.Trim() is { Length: > 0 } column && !column.Contains('(', StringComparison.Ordinal)
                ? new(Unquoted(column), new PartitionTransform(TransformKind.Identity))
                : null;
        var (word, first, second) = (
            match.Groups["word"].Value.ToLowerInvariant(),
            match.Groups["first"].Value,
            match.Groups["second"].Value
        );
        if (word is "years" or "months" or "days" or "hours")
            word = word[..^1];
        if (!Enum.TryParse<TransformKind>(word, ignoreCase: true, out var kind))
            return null;
        if (kind is not (TransformKind.Bucket or TransformKind.Truncate))
            return second.Length == 0 ? new(Unquoted(first), new PartitionTransform(kind)) : null;
        var (number, name) = Number(first) is { } argument ? (argument, second) : (Number(second) ?? 0, first);
        return number > 0 && name.Length > 0 ? new(Unquoted(name), new PartitionTransform(kind, number)) : null;
    }

    /// <summary>The name of the field in the table's spec, as other writers call theirs.</summary>
    public string FieldName =>
        Transform.Kind switch
        {
            TransformKind.Identity => Column,
            TransformKind.Truncate => string.Create(
                CultureInfo.InvariantCulture,
                $"{Column}_trunc_{Transform.Argument}"
            ),
            TransformKind.Bucket => string.Create(
                CultureInfo.InvariantCulture,
                $"{Column}_bucket_{Transform.Argument}"
            ),
            _ => $"{Column}_{Transform.Word}",
        };

    /// <inheritdoc/>
    public override string ToString() =>
        Transform.Kind == TransformKind.Identity ? Column
        : Transform.Argument > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Transform.Word}({Transform.Argument}, {Column})")
        : $"{Transform.Word}({Column})";

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Unquoted(string name) =>
        name.Trim() is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : name.Trim();

    [GeneratedRegex(@"^\s*(?<word>[A-Za-z]+)\s*\(\s*(?<first>[^,()]+?)\s*(?:,\s*(?<second>[^,()]+?)\s*)?\)\s*$")]
    private static partial Regex Form();
}
