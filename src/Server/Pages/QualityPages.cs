using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.LakeLayers.Quarantine;
using Penstock.LakeLayers.Tables;
using Penstock.Pipelines;
using Penstock.Server.Access;
using Penstock.Server.Html;

namespace Penstock.Server.Pages;

/// <summary>Rows that broke their contract.</summary>
internal static class QualityPages
{
    public static void MapQuality(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/quality", ListAsync).RequireAuthorization(Permissions.ReadLake).ExcludeFromDescription();
        routes
            .MapGet("/quality/{zone}/{name}", RowsAsync)
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
        var found = await new QuarantineQueries(platform.Lake).ListAsync(cancellationToken: cancellationToken);
        var (tables, rules) = (
            found.Select(f => f.Table).Distinct().Count(),
            found.Select(f => f.Rule).Distinct().Count()
        );
        return layout.Render(
            context,
            new Page(
                "Quality",
                "Quality",
                $"""
                <main class="ps-page"><h1>Quality</h1><p class="ps-lead">Rows that broke their contract are kept in quarantine with the reason and where they came from. Nothing is dropped in silence.</p>
                <div class="ps-stats">
                <div><b>{Show.Count(found.Sum(f => f.Rows))}</b><span>rows in quarantine</span></div>
                <div><b>{Show.Count(tables)}</b><span>{Show.Noun(tables, "table")} concerned</span></div>
                <div><b>{Show.Count(rules)}</b><span>{Show.Noun(rules, "rule")} broken</span></div>
                </div>
                {Parts.Table(
                    ["Table", "Rule", "Reason", "#Rows", "Published"],
                    [.. found.Select(Row)],
                    ("Quarantine is empty", "Every row that was checked kept its contract.")
                )}</main>
                """
            )
        );
    }

    private static async Task<IResult> RowsAsync(
        HttpContext context,
        Layout layout,
        Platform platform,
        string zone,
        string name,
        string? rule,
        CancellationToken cancellationToken
    )
    {
        if (!TableName.Zones.Contains(zone))
            return Results.NotFound();
        var rows = await new QuarantineQueries(platform.Lake).ShowAsync(
            new TableName(zone, name),
            rule,
            limit: 200,
            cancellationToken: cancellationToken
        );
        return layout.Render(
            context,
            new Page(
                $"Quarantine of {zone}.{name}",
                "Quality",
                $"""
            <main class="ps-page"><p class="ps-crumb"><a href="/quality">Quality</a></p><h1>{zone}.{name}</h1>
            <p class="ps-lead">{(rule is null ? "Refused rows" : $"Rows refused by the rule {rule}")}, the first 200 in the order of their source.</p>
            {Parts.Table(["Reason", "Column", "Value", "Row", "Landing object", "#Line"],
                [.. rows.Select(r => new Markup[] { Parts.Text(r.Reason), Parts.Text(r.Column), Parts.Text(r.Value), $"""<span class="mono">{r.Row}</span>""", Parts.Text(r.LandingKey), Parts.Text(r.SourcePosition?.ToString(System.Globalization.CultureInfo.InvariantCulture)) })],
                ("No such rows", "They may have been mended since."))}</main>
            """
            )
        );
    }

    private static Markup[] Row(QuarantineSummary q)
    {
        var rows =
            $"/quality/{q.Table.Zone}/{Uri.EscapeDataString(q.Table.Name)}{(q.Rule is null ? "" : $"?rule={Uri.EscapeDataString(q.Rule)}")}";
        return
        [
            $"""<a href="{rows}">{q.Table}</a>""",
            Parts.Text(q.Rule),
            $"{q.Reason}",
            $"{Show.Count(q.Rows)}",
            Show.Time(q.At),
        ];
    }
}
