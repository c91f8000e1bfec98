using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access;
using Penstock.Server.Audit;
using Penstock.Server.Html;

namespace Penstock.Server.Pages;

/// <summary>The audit trail.</summary>
internal static class AuditPages
{
    private const int PageSize = 50;

    public static void MapAuditPage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/admin/audit", ShowAsync).RequireAuthorization(Permissions.Audit).ExcludeFromDescription();

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        Layout layout,
        AuditQueries queries,
        int? page,
        CancellationToken cancellationToken
    )
    {
        var number = Math.Max(page ?? 0, 0);
        var (items, total) = await queries.ListAsync(null, null, number, PageSize, cancellationToken);
        return layout.Render(
            context,
            new Page(
                "Audit trail",
                "",
                $"""
            <main class="ps-page"><h1>Audit trail</h1><p class="ps-lead">Every change made through this server, newest first: {Show.Count(total)} in all.</p>
            {Parts.Table(["Time", "Who", "What", "Subject", "Before and after"],
                [.. items.Select(i => new Markup[] { Show.Time(i.At), $"{i.Who}", $"""<span class="mono">{i.What}</span>""", $"{i.Subject}", Change(i) })],
                ("Nothing was changed so far", ""))}
            <p class="ps-row">{(number > 0 ? Link(number - 1, "Newer") : Markup.Empty)}{((number + 1L) * PageSize < total ? Link(number + 1, "Older") : Markup.Empty)}</p></main>
            """
            )
        );
    }

    private static Markup Link(int page, string words) =>
        $"""<a class="ps-button quiet small" href="/admin/audit?page={page}">{words}</a>""";

    private static Markup Change(AuditEntry entry) =>
        entry is { Before: null, After: null }
            ? Parts.Text(null)
            : $"""<details><summary>Show</summary><pre class="mono">{Text("before", entry.Before)}{Text("after", entry.After)}</pre></details>""";

    private static string Text(string name, JsonNode? json) =>
        json is null ? "" : $"{name}: {json.ToJsonString(new() { WriteIndented = true })}\n";
}
