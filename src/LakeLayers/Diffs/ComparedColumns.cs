using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Diffs;

/// <summary>The columns that two snapshots of a table share, and those that make a row the same row.</summary>
internal sealed class ComparedColumns
{
    private readonly TableSnapshot _before;
    private readonly TableSnapshot _after;

    public ComparedColumns(TableSnapshot before, TableSnapshot after, DiffOptions options)
    {
        (_before, _after) = (before, after);
        Shared = [.. after.Schema.Where(c => Find(before, c.Name) is not null && !Has(options.Ignored, c.Name))];
        Key =
        [
            .. options.Key.Select(k =>
                Shared.FirstOrDefault(c => Same(c.Name, k))?.Name
                ?? throw new UsageException(
                    $"{after.Table} has no such column in both snapshots (both have {string.Join(", ", Shared.Select(c => c.Name))})",
                    k,
                    "name one of them by --key"
                )
            ),
        ];
        Values = [.. Shared.Select(c => c.Name).Except(Key)];
    }

    /// <summary>The columns that are compared.</summary>
    public IReadOnlyList<FieldSchema> Shared { get; }

    /// <summary>Those of the key.</summary>
    public IReadOnlyList<string> Key { get; }

    /// <summary>The others.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>What became of the columns.</summary>
    public IReadOnlyList<string> Changes =>
        [
            .. _before.Schema.Where(c => Find(_after, c.Name) is null).Select(c => $"- {c.Name} {c.Type}"),
            .. _after.Schema.Where(c => Find(_before, c.Name) is null).Select(c => $"+ {c.Name} {c.Type}"),
            .. Shared
                .Where(c => Find(_before, c.Name)!.Type != c.Type)
                .Select(c => $"{c.Name} {Find(_before, c.Name)!.Type} -> {c.Type}"),
        ];

    /// <summary>
    /// The select list of a side; a column whose type changed is compared as a number or, where it was or is none, as text.
    /// </summary>
    public string Select(IEnumerable<string> names) =>
        string.Join(
            ", ",
            names.Select(name =>
                AreAlike(Find(_before, name)!.Type, Find(_after, name)!.Type)
                    ? Sql.Identifier(name)
                    : $"{Sql.Identifier(name)}::VARCHAR AS {Sql.Identifier(name)}"
            )
        );

    private static bool AreAlike(string before, string after) =>
        before == after || (IsNumber(before) && IsNumber(after));

    private static bool IsNumber(string type) =>
        type.EndsWith("INT", StringComparison.Ordinal)
        || type is "INTEGER" or "UINTEGER" or "FLOAT" or "DOUBLE"
        || (type.StartsWith("DECIMAL(", StringComparison.Ordinal) && !type.EndsWith(']'));

    private static FieldSchema? Find(TableSnapshot snapshot, string name) =>
        snapshot.Schema.FirstOrDefault(c => Same(c.Name, name));

    private static bool Has(IReadOnlyList<string> names, string name) => names.Any(n => Same(n, name));

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
