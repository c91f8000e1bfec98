using Dapper;
using Npgsql;
using Penstock.Iceberg;
using Penstock.Iceberg.Locations;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Iceberg.Catalog;

/// <summary>
/// Where tables of other engines may be: in their zone, in a folder that no other table has, holds or is in. Who sweeps or
/// expires one table then touches no other.
/// </summary>
internal sealed class TableLocations(IObjectStore objects, NpgsqlConnection connection)
{
    /// <summary>Refuses a place that a table may not have.</summary>
    /// <param name="table">The table.</param>
    /// <param name="location">The folder, as a URI.</param>
    /// <exception cref="IcebergFormatException">It is outside of the table's zone, or another table's.</exception>
    public async Task RequireAsync(TableName table, string location)
    {
        var wanted = Location.Parse(location);
        var zone = Location.Parse(objects.UriOf(table.Zone));
        if (wanted.Within(zone) is null || objects.KeyOf(location).Contains("..", StringComparison.Ordinal))
            throw new IcebergFormatException(
                $"its location would be {location}, and tables of zone {table.Zone} are inside of {zone}/",
                table.ToString()
            );
        var others = await connection.QueryAsync<(string Zone, string Name, string Location)>(
            "SELECT zone, name, metadata ->> 'location' FROM lake.lake_table WHERE zone <> @Zone OR name <> @Name",
            new { table.Zone, table.Name }
        );
        foreach (var other in others)
        {
            var taken = Location.Parse(other.Location);
            if (taken.Equals(wanted) || taken.Within(wanted) is not null || wanted.Within(taken) is not null)
                throw new IcebergFormatException(
                    $"its location {location} would be shared with {other.Zone}.{other.Name}",
                    table.ToString()
                );
        }
    }
}
