using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>What new rows do to the table that is there.</summary>
/// <param name="Deletes">The places of rows that go.</param>
/// <param name="Removed">The keys of files that go as a whole.</param>
internal sealed record FileChanges(IReadOnlyList<BuiltDeletes> Deletes, IReadOnlySet<string> Removed)
{
    /// <summary>Nothing goes.</summary>
    public static FileChanges None { get; } = new([], new HashSet<string>());

    /// <summary>The table with the change and new files.</summary>
    public TableSnapshot Apply(TableSnapshot before, BuiltTable added) =>
        before with
        {
            Schema = added.Schema,
            Columns = added.Columns,
            Files = [.. before.Files.Where(f => !Removed.Contains(f.Key)), .. added.Files],
            Deletes = [.. before.Deletes.Where(d => !Removed.Contains(d.Key)), .. Deletes.Select(d => d.File)],
        };
}
