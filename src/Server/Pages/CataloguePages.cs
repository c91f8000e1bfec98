using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Pipelines;
using Penstock.Server.Access;
using Penstock.Server.Html;

namespace Penstock.Server.Pages;

/// <summary>What is in the lake: zones, tables, columns.</summary>
internal static class CataloguePages
{
    private static readonly Dictionary<string, string> Purposes = new(StringComparer.Ordinal)
    {
        ["landing"] = "What the sources gave, byte for byte.",
        ["raw"] = "The same as Parquet, no value repaired.",
        ["refined"] = "Typed, cleaned, deduplicated, contract-checked.",
        ["presentation"] = "Facts, dimensions and features to query.",
        ["quarantine"] = "Rows that broke their contract.",
    };

    public static void MapCatalogue(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/catalogue", ListAsync).RequireAuthorization(Permissions.ReadLake).ExcludeFromDescription();
        routes
            .MapGet("/catalogue/{zone}/{name}", TableAsync)
            .RequireAuthorization(Permissions.ReadLake)
            .ExcludeFromDescription();
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        Layout layout,
        Platform platform,
        CancellationToken cancellationToken
    )
    {
        var tables = await new ZoneQueries(platform.Lake).ListAsync(cancellationToken);
        var empty = Parts.Table([], [], ("The lake is empty", "Run a workflow that copies something to landing."));
        var zones = tables
            .GroupBy(t => t.Zone)
            .Select(z =>
                (Markup)
                    $"""
                        <h2>{z.Key} <span class="none">{Purposes.GetValueOrDefault(z.Key, "")}</span></h2>
                        {Parts.Table(["Name", "#Rows", "#Size", "#Files", "Changed"], [.. z.Select(Row)], default)}
                        """
            );
        return layout.Render(
            context,
            new Page(
                "Catalogue",
                "Catalogue",
                $"""
                <main class="ps-page"><h1>Catalogue</h1><p class="ps-lead">Every table of the lake as its last published snapshot has it.</p>
                <div class="ps-stats">
                <div><b>{Show.Count(tables.Count)}</b><span>feeds and tables</span></div>
                <div><b>{Show.Count(
                    tables.Where(t => t.Zone != "landing").Sum(t => t.Rows ?? 0)
                )}</b><span>rows in tables</span></div>
                <div><b>{Show.Bytes(
                    tables.Sum(t => t.Bytes)
                )}</b><span>stored in {platform.Lake.Objects.Address}</span></div>
                </div>
                {(tables.Count == 0 ? empty : Markup.Empty)}{zones}</main>
                """
            )
        );
    }

    private static async Task<IResult> TableAsync(
        HttpContext context,
        Layout layout,
        Platform platform,
        string zone,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (
            !TableName.Zones.Contains(zone)
            || await platform.Lake.Tables.FindCurrentAsync(new TableName(zone, name), cancellationToken)
                is not { } table
        )
            return Results.NotFound();
        var columns = Parts.Table(
            ["Column", "Type"],
            [
                .. table.Schema.Select(f =>
                    new Markup[]
                    {
                        $"""<span class="mono">{f.Name}</span>""",
                        $"""<span class="mono">{f.Type}</span>""",
                    }
                ),
            ],
            ("No columns", "")
        );
        return layout.Render(
            context,
            new Page(
                $"{zone}.{name}",
                "Catalogue",
                $"""
                <main class="ps-page"><p class="ps-crumb"><a href="/catalogue">Catalogue</a> / {zone}</p><h1>{name}</h1>
                <p class="ps-lead">Snapshot {table.Id}, published {Show.Time(
                    table.CommittedAt
                )} by <a href="/workflows/instances/{table.RunId}/view">run {table.RunId}</a>. <a href="/lineage?dataset={Uri.EscapeDataString(
                    $"{zone}.{name}"
                )}">Where it comes from</a>.</p>
                <div class="ps-stats"><div><b>{Show.Count(table.Rows)}</b><span>rows</span></div><div><b>{Show.Bytes(
                    table.Bytes
                )}</b><span>as Parquet</span></div><div><b>{Show.Count(table.Files.Count)}</b><span>{Show.Noun(
                    table.Files.Count,
                    "file"
                )}</span></div></div>
                {columns}</main>
                """
            )
        );
    }

    private static Markup[] Row(ZoneTable t) =>
        [
            t.SnapshotId is null
                ? Markup.Of($"{t.Name}")
                : $"""<a href="/catalogue/{t.Zone}/{Uri.EscapeDataString(t.Name)}">{t.Name}</a>""",
            Parts.Text(t.Rows is { } rows ? Show.Count(rows) : null),
            $"{Show.Bytes(t.Bytes)}",
            $"{Show.Count(t.Files)}",
            Show.Time(t.ChangedAt),
        ];
}
