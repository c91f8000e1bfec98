namespace Penstock.LakeLayers.Tables;

/// <summary>
/// The folder of a table's files, as a key: <c>{zone}/{name}-{uuid}</c>. It is the table's for ever, whatever the table is called
/// later, and no other table's ever: who cleans up a table's folder cleans up nothing else. Tables of earlier versions keep
/// <c>{zone}/{name}</c>, and tables of other engines the place that these chose within the zone.
/// </summary>
internal static class TableFolder
{
    private const string Data = "/data/";

    /// <summary>A folder that no table had before.</summary>
    public static string New(TableName table, Guid uuid) => $"{table.Zone}/{table.Name}-{uuid:N}";

    /// <summary>Where a table's metadata files are.</summary>
    public static string MetadataOf(string folder) => folder + "/metadata";

    /// <summary>A key in a folder that no file had before.</summary>
    public static string NewFile(string folder) => $"{folder}{Data}{Guid.CreateVersion7():N}.parquet";

    /// <summary>The folder that a key of <see cref="NewFile"/> is in.</summary>
    public static string Of(string key) => key[..key.LastIndexOf(Data, StringComparison.Ordinal)];
}
