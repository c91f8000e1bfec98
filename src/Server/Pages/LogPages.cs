using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Penstock.Pipelines;
using Penstock.Server.Access;
using Penstock.Server.Html;
using Penstock.Server.Logs;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Pages;

/// <summary>The log of a run, where Studio's viewer links to; without a run the latest ones to choose from.</summary>
internal static class LogPages
{
    public static void MapLogPages(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/diagnostics/structured-logs", ShowAsync)
            .RequireAuthorization(Permissions.ReadLogs)
            .ExcludeFromDescription();

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        Layout layout,
        Platform platform,
        RunLog log,
        string? workflowInstanceId,
        string? level,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(workflowInstanceId))
            return layout.Render(
                context,
                Choose(
                    await new RunQueries(platform.Metadata).ListAsync(limit: 50, cancellationToken: cancellationToken)
                )
            );
        var least = Enum.TryParse<LogLevel>(level, ignoreCase: true, out var parsed) ? parsed : LogLevel.Information;
        var (run, lines) = await log.ReadAsync(workflowInstanceId, cancellationToken);
        return layout.Render(context, One(run, [.. lines.Where(l => l.Level >= least)], least));
    }

    private static Page Choose(IReadOnlyList<RunRecord> runs) =>
        new(
            "Logs of runs",
            "Runs",
            $"""
        <main class="ps-page"><h1>Logs of runs</h1><p class="ps-lead">The latest runs. Choose one to read its log.</p>
        {Parts.Table(["Workflow", "Status", "Run", "Started", "#Incidents"],
            [.. runs.Select(r => new Markup[] { $"""<a href="{Address(r.Id)}">{r.Name}</a>""", Status(r), $"""<span class="mono">{r.Id}</span>""", Show.Time(r.StartedAt), $"{r.IncidentCount}" })],
            ("Nothing has run yet", "Run a workflow, then come back."))}</main>
        """
        );

    private static Page One(RunRecord run, IReadOnlyList<LogLine> lines, LogLevel least) =>
        new(
            $"Log of {run.Name}",
            "Runs",
            $"""
            <main class="ps-page"><p class="ps-crumb"><a href="/diagnostics/structured-logs">Logs of runs</a></p><h1>{run.Name} {Status(
                run
            )}</h1>
            <p class="ps-lead">Run <a class="mono" href="/workflows/instances/{run.Id}/view">{run.Id}</a>, started {Show.Time(
                run.StartedAt
            )}.</p>
            <p>Show {Filter(run, "Information", "everything", least)} · {Filter(
                run,
                "Warning",
                "warnings and errors",
                least
            )} · {Filter(run, "Error", "errors", least)}.</p>
            {Parts.Table(
                ["Time", "Level", "Source", "Message"],
                [.. lines.Select(Row)],
                ("No such lines", "Show everything to see the whole log.")
            )}</main>
            """
        );

    private static Markup[] Row(LogLine line) =>
        [
            Show.PreciseTime(line.At),
            Level(line.Level),
            $"{line.Source}",
            line.Exception is null
                ? Markup.Of($"{line.Message}")
                : $"""<details><summary>{line.Message}</summary><pre class="mono">{line.Exception}</pre></details>""",
        ];

    private static Markup Filter(RunRecord run, string level, string words, LogLevel least) =>
        least.ToString() == level
            ? Markup.Of($"<strong>{words}</strong>")
            : $"""<a href="{Address(run.Id)}&amp;level={level}">{words}</a>""";

    private static string Address(Guid run) => $"/diagnostics/structured-logs?workflowInstanceId={run}";

    private static Markup Level(LogLevel level) =>
        level switch
        {
            >= LogLevel.Error => Markup.Of($"""<span class="ps-tag bad">{level}</span>"""),
            LogLevel.Warning => $"""<span class="ps-tag warn">{level}</span>""",
            _ => $"""<span class="ps-tag off">Info</span>""",
        };

    private static Markup Status(RunRecord run) =>
        run.SubStatus switch
        {
            WorkflowSubStatus.Finished => Markup.Of($"""<span class="ps-tag good">Finished</span>"""),
            WorkflowSubStatus.Faulted => $"""<span class="ps-tag bad">Faulted</span>""",
            _ => $"""<span class="ps-tag">{run.SubStatus}</span>""",
        };
}
