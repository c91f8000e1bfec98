using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Queries;
using Penstock.Pipelines;
using Penstock.Server.Access;
using Penstock.Server.Html;

namespace Penstock.Server.Pages;

/// <summary>Which dataset was made from which.</summary>
internal static class LineagePages
{
    public static void MapLineage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/lineage", ShowAsync).RequireAuthorization(Permissions.ReadLineage).ExcludeFromDescription();

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        Layout layout,
        Platform platform,
        string? dataset,
        CancellationToken cancellationToken
    )
    {
        var queries = new LineageQueries(platform.Metadata);
        if (string.IsNullOrWhiteSpace(dataset))
            return layout.Render(context, List(await queries.ListAsync(cancellationToken)));
        return await queries.FindAsync(dataset) is [var found]
            ? layout.Render(
                context,
                One(found, await queries.UpstreamAsync(found), await queries.DownstreamAsync(found))
            )
            : Results.NotFound();
    }

    private static Page List(IReadOnlyList<DatasetSummary> datasets) =>
        new(
            "Lineage",
            "Lineage",
            $"""
        <main class="ps-page"><h1>Lineage</h1><p class="ps-lead">Every dataset that a step has read or written. Choose one to see what it was made from and what was made from it.</p>
        {Parts.Table(["Dataset", "Where", "Written by", "Last used"],
            [.. datasets.Select(d => new Markup[] { Link(d.Dataset), $"""<span class="mono">{d.Dataset.Namespace}</span>""", Parts.Text(d.LastWriter), Show.Time(d.LastUsedAt) })],
            ("No step has run yet", "Run a workflow: each step records what it reads and writes."))}</main>
        """
        );

    private static Page One(DatasetRef dataset, IReadOnlyList<LineageEdge> up, IReadOnlyList<LineageEdge> down) =>
        new(
            dataset.Name,
            "Lineage",
            $"""
            <main class="ps-page"><p class="ps-crumb"><a href="/lineage">Lineage</a></p><h1>{dataset.Name}</h1><p class="ps-lead mono">{dataset.Namespace}</p>
            <div class="ps-columns">
            <section><h2>Made from</h2>{Edges(
                up,
                e => e.From,
                "Nothing that Penstock knows of: it is a source."
            )}</section>
            <section><h2>Used for</h2>{Edges(down, e => e.To, "Nothing so far.")}</section>
            </div></main>
            """
        );

    private static Markup Edges(IReadOnlyList<LineageEdge> edges, Func<LineageEdge, DatasetRef> end, string none)
    {
        if (edges.Count == 0)
            return $"""<div class="ps-sheet"><div class="ps-empty">{none}</div></div>""";
        return $"""<div class="ps-sheet"><ul class="ps-list">{edges.DistinctBy(end).Select(e => Edge(e, end(e)))}</ul></div>""";
    }

    private static Markup Edge(LineageEdge edge, DatasetRef end) =>
        $"""
            <li>{Link(end)} <span class="ps-tag off">{(
                edge.Distance == 1 ? "1 step" : $"{edge.Distance} steps"
            )}</span><small>by {edge.Job}, last {Show.Time(edge.LastUsedAt)}</small></li>

            """;

    private static Markup Link(DatasetRef dataset) =>
        $"""<a href="/lineage?dataset={Uri.EscapeDataString(dataset.ToString())}">{dataset.Name}</a>""";
}
