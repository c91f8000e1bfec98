using Penstock.Iceberg.Files;

namespace Penstock.LakeLayers.Query.Files;

/// <summary>The columns of a data file; files of one instance are read by one statement.</summary>
/// <param name="Columns">The columns.</param>
internal sealed record FileColumns(IReadOnlyList<FileColumn> Columns)
{
    /// <summary>Whether any column has a field id: then those without are not of the table.</summary>
    public bool HasIds { get; } = Columns.Any(c => c.HasIds);
}
