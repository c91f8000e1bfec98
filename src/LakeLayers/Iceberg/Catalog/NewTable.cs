using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;

namespace Penstock.LakeLayers.Iceberg.Catalog;

/// <summary>What a new table is to be. Field ids are the asker's own: the table gets fresh ones.</summary>
/// <param name="Schema">Its columns.</param>
public sealed record NewTable(IcebergSchema Schema)
{
    /// <summary>How its files are told apart.</summary>
    public PartitionSpec? PartitionSpec { get; init; }

    /// <summary>How its rows lie in files.</summary>
    public SortOrder? WriteOrder { get; init; }

    /// <summary>The folder of its files, as a URI; null: one is made up.</summary>
    public string? Location { get; init; }

    /// <summary>Its settings.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}
