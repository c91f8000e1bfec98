using System.Collections.Concurrent;
using Penstock.LakeLayers.Iceberg;

namespace Penstock.LakeLayers.Tables;

/// <summary>
/// What a few tables were when they were last committed to here. A metadata file never changes: as long as the catalogue names
/// the
/// same one, neither it nor the manifest list has to be read and parsed again.
/// </summary>
internal sealed class RecentTables
{
    private const int Most = 32;
    private readonly ConcurrentDictionary<TableName, CommittedTable> _tables = new();

    public CommittedTable? Find(TableName table) => _tables.GetValueOrDefault(table);

    public void Keep(TableName table, CommittedTable committed)
    {
        if (_tables.Count >= Most)
            _tables.Clear();
        _tables[table] = committed;
    }
}
