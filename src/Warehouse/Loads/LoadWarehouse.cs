using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Events;
using Penstock.Lineage.Stale;
using Penstock.Warehouse.Schemas;

namespace Penstock.Warehouse.Loads;

/// <summary>
/// The step "presentation to warehouse": makes a PostgreSQL schema equal to the current snapshots of the lake's tables, all
/// tables in
/// one transaction. Surrogate keys stay the same from load to load; rows that did not change are not written; a load of what is
/// there
/// already does nothing.
/// </summary>
/// <remarks>
/// When the warehouse is the metadata database (same host, port, database and user), the load, its row accounts and its
/// COMPLETE event
/// are one commit. Otherwise the warehouse commits first: a run that dies between the two commits is run again, finds by the load
/// markers that all is there, and completes.
/// </remarks>
/// <param name="lake">Where the snapshots are.</param>
/// <param name="warehouse">The warehouse database; its user must be allowed to create the schema.</param>
public sealed class LoadWarehouse(Lake lake, NpgsqlDataSource warehouse)
{
    /// <summary>Runs the step.</summary>
    /// <exception cref="UsageException">The schema file is wrong or does not fit the snapshots.</exception>
    /// <exception cref="TransientException">The connection was lost or a lock was not given: nothing was written, run
    /// again.</exception>
    /// <exception cref="PenstockException">A key occurs twice, a value does not fit, a table cannot be evolved: nothing was
    /// written.</exception>
    public async Task<LoadWarehouseResult> RunAsync(
        LoadWarehouseOptions options,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        var schema = WarehouseSchemaFile.Read(options.SchemaFile);
        return await lake.Steps.RunAsync(
            context,
            (scope, ct) =>
                IsMetadataDatabase
                    ? LoadTogetherAsync(scope, schema, options, ct)
                    : LoadApartAsync(scope, schema, options, ct),
            cancellationToken
        );
    }

    /// <summary>What the step would do; compares snapshots with the load markers and reads no row.</summary>
    /// <exception cref="UsageException">The schema file is wrong or does not fit the snapshots.</exception>
    /// <exception cref="PenstockException">A table was never published, and would not be.</exception>
    public async Task<StepPlan> PlanAsync(
        LoadWarehouseOptions options,
        Forecast forecast,
        CancellationToken cancellationToken = default
    ) =>
        await new PlannedLoad(lake, warehouse, WarehouseSchemaFile.Read(options.SchemaFile), forecast).MakeAsync(
            options.Force,
            cancellationToken
        );

    private bool IsMetadataDatabase
    {
        get
        {
            var (a, b) = (
                new NpgsqlConnectionStringBuilder(warehouse.ConnectionString),
                new NpgsqlConnectionStringBuilder(lake.Metadata.DataSource.ConnectionString)
            );
            return (a.Host, a.Port, a.Database ?? a.Username, a.Username)
                == (b.Host, b.Port, b.Database ?? b.Username, b.Username);
        }
    }

    private async Task<LoadWarehouseResult> LoadTogetherAsync(
        StepScope scope,
        WarehouseSchema schema,
        LoadWarehouseOptions options,
        CancellationToken cancellationToken
    )
    {
        WarehouseLoad? load = null;
        LoadWarehouseResult? result = null;
        NpgsqlConnection? connection = null;
        try
        {
            await scope.CommitAsync(
                async (transaction, ct) =>
                {
                    connection = transaction.Connection;
                    load = new WarehouseLoad(lake, connection, schema, options, scope.Context);
                    var done = await load.RunAsync(ct);
                    await RecordAsync(scope, load, done, transaction);
                    result = done;
                },
                cancellationToken
            );
            return result!;
        }
        catch (Exception e)
            when (result is not null && LoadFault.Explain(e, connection, schema.Name) is TransientException)
        {
            throw LoadFault.LostAtCommit(e, schema.Name);
        }
        catch (Exception e) when (LoadFault.Explain(e, connection, load?.Place ?? schema.Name) is { } explained)
        {
            throw explained;
        }
    }

    private async Task<LoadWarehouseResult> LoadApartAsync(
        StepScope scope,
        WarehouseSchema schema,
        LoadWarehouseOptions options,
        CancellationToken cancellationToken
    )
    {
        WarehouseLoad? load = null;
        LoadWarehouseResult? result = null;
        NpgsqlConnection? connection = null;
        var session = 0;
        try
        {
            connection = await warehouse.OpenConnectionAsync(cancellationToken);
            session = connection.ProcessID;
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            load = new WarehouseLoad(lake, connection, schema, options, scope.Context);
            result = await load.RunAsync(cancellationToken);
            // What the load had read must not be in the warehouse after it was erased there.
            await using var held = await scope.HoldAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception e)
            when (result is not null && LoadFault.Explain(e, connection, schema.Name) is TransientException)
        {
            throw LoadFault.LostAtCommit(e, schema.Name);
        }
        catch (Exception e) when (LoadFault.Explain(e, connection, load?.Place ?? schema.Name) is { } explained)
        {
            throw explained;
        }
        finally
        {
            // A load that ended in the middle must not keep the next one waiting for its lock.
            if (connection is { State: not System.Data.ConnectionState.Open })
                await PostgresSilence.EndSessionAsync(session, connection);
            if (connection is not null)
                await connection.DisposeAsync();
        }
        await scope.CommitAsync((transaction, _) => RecordAsync(scope, load, result, transaction), cancellationToken);
        return result;
    }

    private async Task RecordAsync(
        StepScope scope,
        WarehouseLoad load,
        LoadWarehouseResult result,
        MetadataTransaction transaction
    )
    {
        new LoadFacts(warehouse).Note(scope, load.Shapes, result);
        await StaleDatasets.ClearAsync(transaction.Connection, scope.Outputs.Select(o => o.Dataset));
        foreach (var table in result.Tables.Where(t => !t.IsSkipped))
        {
            var account = new RowAccount(
                new TableName(load.Shapes[0].Schema, table.Table),
                table.Rows,
                table.Rows,
                0,
                new Dictionary<string, long>()
            );
            await account.RecordAsync(transaction, scope.Context.Identity);
        }
    }
}
