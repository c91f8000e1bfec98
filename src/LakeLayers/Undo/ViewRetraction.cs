using Dapper;
using Npgsql;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Undo;

/// <summary>Sets a view back to its earlier definition within a transaction, or takes it away.</summary>
internal static class ViewRetraction
{
    public static Task RunAsync(NpgsqlConnection connection, ViewLine line, Guid undoRun) =>
        connection.ExecuteAsync(
            $"""
            UPDATE lake.view_version SET retracted_at = clock_timestamp(), retracted_by = @undoRun WHERE id = ANY (@own);

            DELETE FROM lake.lake_view WHERE zone = @Zone AND name = @Name;

            INSERT INTO lake.lake_view ({ViewCatalog.Columns}) SELECT {ViewCatalog.Columns} FROM lake.view_version WHERE id = @target;
            """,
            new
            {
                undoRun,
                own = line.Own.ToArray(),
                line.View.Zone,
                line.View.Name,
                target = line.Target?.Id,
            }
        );
}
