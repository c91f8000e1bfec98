using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Errors;
using Penstock.Iceberg;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Tables;
using Penstock.Pipelines;
using Penstock.Server.Audit;

namespace Penstock.Server.Iceberg;

/// <summary>
/// The Iceberg REST catalogue (its OpenAPI document:
/// https://github.com/apache/iceberg/blob/main/open-api/rest-catalog-open-api.yaml), by
/// which Trino, Spark, DuckDB, PyIceberg and others attach to the lake. Namespaces are the zones that hold tables; programs
/// come with an API
/// key or a token as bearer. Data files are read from the object store itself, with rights that it gives: none are handed out
/// here.
/// </summary>
internal static class IcebergEndpoints
{
    /// <summary>The path that clients are given as the catalogue's URI.</summary>
    public const string Root = "/iceberg";

    public static IServiceCollection AddIceberg(this IServiceCollection services) =>
        services.AddSingleton(sp => new IcebergCatalog(
            sp.GetRequiredService<Platform>().Lake,
            sp.GetRequiredService<TimeProvider>()
        ));

    public static void MapIceberg(this IEndpointRouteBuilder routes)
    {
        routes.MapIcebergTokens();
        var api = routes
            .MapGroup($"{Root}/v1")
            .RequireAuthorization()
            .WithTags("Iceberg")
            .AddEndpointFilter<IcebergErrors>();
        api.MapGet(
            "/config",
            () =>
                IcebergAnswer.Json(
                    new Dictionary<string, object>
                    {
                        ["defaults"] = new Dictionary<string, string>(),
                        ["overrides"] = new Dictionary<string, string>(),
                        ["endpoints"] = IcebergOperations.There,
                    }
                )
        );
        api.MapGet("/namespaces", Namespaces).Produces(StatusCodes.Status200OK).Produces(StatusCodes.Status404NotFound);
        api.MapGet("/namespaces/{zone}", Namespace);
        api.MapMethods(
                "/namespaces/{zone}",
                ["HEAD"],
                (string zone) => TableName.Zones.Contains(zone) ? Results.NoContent() : NoZone(zone)
            )
            .Produces(StatusCodes.Status204NoContent);
        api.MapGet("/namespaces/{zone}/tables", ListAsync);
        api.MapPost("/namespaces/{zone}/tables", CreateAsync);
        api.MapGet("/namespaces/{zone}/tables/{table}", LoadAsync);
        api.MapMethods("/namespaces/{zone}/tables/{table}", ["HEAD"], ExistsAsync)
            .Produces(StatusCodes.Status204NoContent);
        api.MapPost("/namespaces/{zone}/tables/{table}", CommitAsync);
        api.MapDelete("/namespaces/{zone}/tables/{table}", DropAsync).Produces(StatusCodes.Status204NoContent);
        api.MapPost("/namespaces/{zone}/tables/{table}/metrics", MetricsAsync).Produces(StatusCodes.Status204NoContent);
        api.MapPost("/namespaces/{zone}/register", RegisterAsync);
        api.MapPost("/tables/rename", RenameAsync).Produces(StatusCodes.Status204NoContent);
        api.MapPost("/transactions/commit", CommitAllAsync).Produces(StatusCodes.Status204NoContent);
        IcebergOperations.MapMissing(api);
    }

    private static IResult Namespaces(string? parent) =>
        !string.IsNullOrEmpty(parent) && !TableName.Zones.Contains(parent)
            ? NoZone(parent)
            : IcebergAnswer.Json(
                new Dictionary<string, object>
                {
                    ["namespaces"] = string.IsNullOrEmpty(parent)
                        ? TableName.Zones.Select(z => new[] { z }).ToArray()
                        : [],
                }
            );

    private static IResult Namespace(string zone, Platform platform) =>
        TableName.Zones.Contains(zone)
            ? IcebergAnswer.Json(
                new Dictionary<string, object>
                {
                    ["namespace"] = new[] { zone },
                    ["properties"] = new Dictionary<string, string>
                    {
                        ["location"] = platform.Lake.Objects.ObjectsUri + zone,
                    },
                }
            )
            : NoZone(zone);

    private static IResult NoZone(string zone) =>
        IcebergAnswer.Error(
            StatusCodes.Status404NotFound,
            "NoSuchNamespaceException",
            $"There is no zone {zone}; there are {string.Join(", ", TableName.Zones)}"
        );

    private static async Task<IResult> ListAsync(string zone, HttpContext context, IcebergCatalog catalog)
    {
        if (!TableName.Zones.Contains(zone))
            return NoZone(zone);
        if (!ZoneRights.MayRead(context.User, zone))
            return IcebergAnswer.Forbidden($"read zone {zone}");
        var names = await catalog.ListAsync(zone, context.RequestAborted);
        return IcebergAnswer.Json(
            new Dictionary<string, object> { ["identifiers"] = names.Select(n => new Identifier([zone], n)).ToArray() }
        );
    }

    private static async Task<IResult> LoadAsync(string zone, string table, HttpContext context, IcebergCatalog catalog)
    {
        if (!ZoneRights.MayRead(context.User, zone))
            return IcebergAnswer.Forbidden($"read zone {zone}");
        var (metadata, location) = await catalog.LoadAsync(Existing(zone, table), context.RequestAborted);
        return LoadedTable.Answer(context, metadata, location);
    }

    private static async Task<IResult> ExistsAsync(
        string zone,
        string table,
        HttpContext context,
        IcebergCatalog catalog
    )
    {
        if (!ZoneRights.MayRead(context.User, zone))
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        await catalog.LoadAsync(Existing(zone, table), context.RequestAborted);
        return Results.NoContent();
    }

    // What a client tells of its scans is not kept; that it tells it of a table that is there can be said.
    private static async Task<IResult> MetricsAsync(
        string zone,
        string table,
        HttpContext context,
        IcebergCatalog catalog
    )
    {
        if (!ZoneRights.MayRead(context.User, zone))
            return IcebergAnswer.Forbidden($"read zone {zone}");
        await catalog.LoadAsync(Existing(zone, table), context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> CreateAsync(
        string zone,
        HttpContext context,
        IcebergCatalog catalog,
        AuditTrail audit
    )
    {
        if (!TableName.Zones.Contains(zone))
            return NoZone(zone);
        if (!ZoneRights.MayWrite(context.User, zone))
            return IcebergAnswer.Forbidden($"write zone {zone}");
        var request = await IcebergAnswer.ReadAsync<CreateTableRequest>(context);
        var name = Name(zone, request.Name);
        var wanted = new NewTable(request.Schema)
        {
            PartitionSpec = request.PartitionSpec,
            WriteOrder = request.WriteOrder,
            Properties = request.Properties ?? new Dictionary<string, string>(),
            Location = request.Location,
        };
        var document = request.StageCreate
            ? new TableDocument(await catalog.StageAsync(name, wanted, context.RequestAborted), null)
            : await catalog.CreateAsync(name, wanted, context.RequestAborted);
        if (!request.StageCreate)
            await audit.RecordAsync(
                "table.created",
                name.ToString(),
                after: new { document.Location },
                cancellationToken: context.RequestAborted
            );
        return IcebergAnswer.Table(IcebergJson.Write(document.Metadata), document.Location);
    }

    private static async Task<IResult> RegisterAsync(
        string zone,
        HttpContext context,
        IcebergCatalog catalog,
        AuditTrail audit
    )
    {
        if (!TableName.Zones.Contains(zone))
            return NoZone(zone);
        if (!ZoneRights.MayWrite(context.User, zone))
            return IcebergAnswer.Forbidden($"write zone {zone}");
        var request = await IcebergAnswer.ReadAsync<RegisterTableRequest>(context);
        if (request.Overwrite)
            throw new IcebergFormatException("a table that is there is not overwritten; drop it first", request.Name);
        var name = Name(zone, request.Name);
        var made = await catalog.RegisterAsync(name, request.MetadataLocation, context.RequestAborted);
        await audit.RecordAsync(
            "table.registered",
            name.ToString(),
            after: new { made.Location },
            cancellationToken: context.RequestAborted
        );
        return IcebergAnswer.Table(IcebergJson.Write(made.Metadata), made.Location);
    }

    private static async Task<IResult> CommitAsync(
        string zone,
        string table,
        HttpContext context,
        IcebergCatalog catalog,
        AuditTrail audit
    )
    {
        if (!ZoneRights.MayWrite(context.User, zone))
            return IcebergAnswer.Forbidden($"write zone {zone}");
        var request = await IcebergAnswer.ReadAsync<CommitTableRequest>(context);
        var documents = await catalog.CommitAsync(
            [new TableChange(Existing(zone, table), request.Requirements, request.Updates)],
            context.RequestAborted
        );
        await audit.RecordAsync(
            "table.committed",
            $"{zone}.{table}",
            after: new { documents[0].Location },
            cancellationToken: context.RequestAborted
        );
        return IcebergAnswer.Table(IcebergJson.Write(documents[0].Metadata), documents[0].Location);
    }

    private static async Task<IResult> CommitAllAsync(HttpContext context, IcebergCatalog catalog, AuditTrail audit)
    {
        var request = await IcebergAnswer.ReadAsync<CommitTransactionRequest>(context);
        var changes = request
            .TableChanges.Select(c => new TableChange(Existing(c.Identifier), c.Requirements, c.Updates))
            .ToList();
        if (changes.FirstOrDefault(c => !ZoneRights.MayWrite(context.User, c.Table.Zone)) is { } refused)
            return IcebergAnswer.Forbidden($"write zone {refused.Table.Zone}");
        var documents = await catalog.CommitAsync(changes, context.RequestAborted);
        foreach (var (change, document) in changes.Zip(documents))
            await audit.RecordAsync(
                "table.committed",
                change.Table.ToString(),
                after: new { document.Location },
                cancellationToken: context.RequestAborted
            );
        return Results.NoContent();
    }

    private static async Task<IResult> DropAsync(
        string zone,
        string table,
        HttpContext context,
        IcebergCatalog catalog,
        AuditTrail audit
    )
    {
        if (!ZoneRights.MayWrite(context.User, zone))
            return IcebergAnswer.Forbidden($"write zone {zone}");
        await catalog.DropAsync(Existing(zone, table), context.RequestAborted);
        await audit.RecordAsync("table.dropped", $"{zone}.{table}", cancellationToken: context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> RenameAsync(HttpContext context, IcebergCatalog catalog, AuditTrail audit)
    {
        var request = await IcebergAnswer.ReadAsync<RenameTableRequest>(context);
        var (source, destination) = (request.Source, request.Destination.Zone);
        if (!TableName.Zones.Contains(destination))
            return NoZone(destination);
        var (from, to) = (Existing(source), Name(destination, request.Destination.Name));
        if (!ZoneRights.MayWrite(context.User, from.Zone) || !ZoneRights.MayWrite(context.User, to.Zone))
            return IcebergAnswer.Forbidden($"write zones {from.Zone} and {to.Zone}");
        await catalog.RenameAsync(from, to, context.RequestAborted);
        await audit.RecordAsync(
            "table.renamed",
            from.ToString(),
            after: new { Name = to.ToString() },
            cancellationToken: context.RequestAborted
        );
        return Results.NoContent();
    }

    private static TableName Existing(Identifier identifier) => Existing(identifier.Zone, identifier.Name);

    private static TableName Name(string zone, string table) => TableName.Parse($"{zone}.{table}");

    // Clients ask for names that no table here can have, such as branches and metadata tables: what there is not is not found.
    private static TableName Existing(string zone, string table)
    {
        try
        {
            return Name(zone, table);
        }
        catch (UsageException)
        {
            throw new NoSuchTableException(new TableName(zone, table));
        }
    }
}
