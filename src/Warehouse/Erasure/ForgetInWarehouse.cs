using Dapper;
using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Erasure;
using Penstock.Warehouse.Loads;
using Penstock.Warehouse.Schemas;

namespace Penstock.Warehouse.Erasure;

/// <summary>
/// Finds a person in the warehouse and erases them: rows that carry the identifier, and rows that refer to a member of a
/// dimension that
/// does. To be called when the lake has forgotten the person: the warehouse is loaded from it first, so that its load markers
/// name
/// snapshots that can still be read.
/// </summary>
/// <param name="lake">The lake that it is loaded from.</param>
/// <param name="warehouse">The warehouse.</param>
public sealed class ForgetInWarehouse(Lake lake, NpgsqlDataSource warehouse)
{
    /// <summary>Rows about the person, by table (<c>schema.table</c>); tables without any are not in it.</summary>
    /// <param name="schemaFiles">The schema files of workflows; one that was never loaded has no rows.</param>
    /// <param name="subjects">Where to look.</param>
    /// <param name="values">The identifier as it may stand there, see <see cref="ForgetSubject.ValuesAsync"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyDictionary<string, long>> FindAsync(
        IEnumerable<string> schemaFiles,
        SubjectColumns subjects,
        IReadOnlyList<string> values,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await warehouse.OpenConnectionAsync(cancellationToken);
        Dictionary<string, long> found = [];
        foreach (var (name, from) in await PlacesAsync(connection, schemaFiles, subjects))
        {
            var rows = await connection.ExecuteScalarAsync<long>(
                $"SELECT count(*) FROM {from}",
                new { values = values.ToArray() }
            );
            if (rows > 0)
                found[name] = found.GetValueOrDefault(name) + rows;
        }
        return found;
    }

    /// <summary>
    /// Loads the schemas that have such rows, and deletes what is then left of them: dimensions keep members that have left the
    /// lake.
    /// </summary>
    public async Task EraseAsync(
        IEnumerable<string> schemaFiles,
        SubjectColumns subjects,
        IReadOnlyList<string> values,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        foreach (var file in schemaFiles)
        {
            if ((await FindAsync([file], subjects, values, cancellationToken)).Count == 0)
                continue;
            await new LoadWarehouse(lake, warehouse).RunAsync(
                new LoadWarehouseOptions(file),
                context,
                cancellationToken
            );
            await using var connection = await warehouse.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            foreach (var (_, from) in await PlacesAsync(connection, [file], subjects))
                await connection.ExecuteAsync($"DELETE FROM {from}", new { values = values.ToArray() }, transaction);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    // What stands behind FROM, facts before the dimensions that they refer to.
    private static async Task<IReadOnlyList<(string Name, string From)>> PlacesAsync(
        NpgsqlConnection connection,
        IEnumerable<string> schemaFiles,
        SubjectColumns subjects
    )
    {
        List<(string, string)> places = [];
        foreach (var schema in schemaFiles.Select(WarehouseSchemaFile.Read))
        {
            var columns = (
                await connection.QueryAsync<(string Table, string Column)>(
                    "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = @Name",
                    new { schema.Name }
                )
            ).ToLookup(c => c.Table, c => c.Column);
            foreach (var table in schema.Tables.Reverse().Where(t => columns.Contains(t.Name)))
            {
                var conditions = Conditions("t", table, columns[table.Name], subjects)
                    .Concat(
                        table
                            .References.Select(r => (Reference: r, Dimension: schema[r.Dimension]))
                            .Where(r =>
                                columns.Contains(r.Dimension.Name)
                                && Conditions("d", r.Dimension, columns[r.Dimension.Name], subjects).Any()
                            )
                            .Select(r =>
                                $"EXISTS (SELECT FROM {Sql.Identifier(schema.Name, r.Dimension.Name)} d WHERE d.{Sql.Identifier(r.Dimension.Surrogate!)} = t.{Sql.Identifier(r.Reference.Column)} AND ({string.Join(" OR ", Conditions("d", r.Dimension, columns[r.Dimension.Name], subjects))}))"
                            )
                    )
                    .ToList();
                if (conditions.Count > 0)
                    places.Add(
                        (
                            $"{schema.Name}.{table.Name}",
                            $"{Sql.Identifier(schema.Name, table.Name)} t WHERE {string.Join(" OR ", conditions)}"
                        )
                    );
            }
        }
        return places;
    }

    // The unknown member is nobody.
    private static IEnumerable<string> Conditions(
        string alias,
        TableSpec table,
        IEnumerable<string> columns,
        SubjectColumns subjects
    ) =>
        columns
            .Where(subjects.Of(table.Source).Contains)
            .Select(c =>
                $"({alias}.{Sql.Identifier(c)}::text = ANY (@values){(table.Surrogate is { } s ? $" AND {alias}.{Sql.Identifier(s)} <> -1" : "")})"
            );
}
