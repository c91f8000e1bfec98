using System.Net;
using System.Text;
using Penstock.LakeLayers.Models.Testing;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models.Docs;

/// <summary>
/// One page that explains the models of a workflow: what reads what, and of each model its columns, tests and SQL. It needs no
/// server and no network.
/// </summary>
public static class ModelPage
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1d2733; --dim: #5b6b7d; --line: #d8e0e8; --paper: #fff; --soft: #f4f7fa; --water: #0b7fab }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9aa9b8; --line: #2c3947; --paper: #10171f; --soft: #17212b; --water: #4cc2ee } }
        body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 70rem }
        h1 { font-size: 1.8rem; margin: 0 } h2 { font-size: 1.2rem; margin: 0 } .dim { color: var(--dim) } a { color: var(--water) }
        .graph { overflow-x: auto; margin: 1.5rem 0; border: 1px solid var(--line); border-radius: 10px; padding: 1rem }
        svg { font: 13px system-ui, sans-serif } svg path { fill: none; stroke: var(--line); stroke-width: 1.5 } svg rect { fill: var(--soft); stroke: var(--line) } svg text { fill: var(--ink) }
        svg .refined rect { stroke: var(--water) } svg .presentation rect { stroke: var(--water); stroke-width: 2 } svg .source rect { stroke-dasharray: 4 3 }
        section { border-top: 1px solid var(--line); padding: 1.5rem 0 } .tag { border: 1px solid var(--line); border-radius: 99px; padding: 0 .6em; font-size: .8rem; margin-left: .4em; color: var(--dim) }
        table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .93rem } th { text-align: left; color: var(--dim); font-weight: 600 } th, td { padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
        code, pre { font: 13px/1.5 ui-monospace, monospace } pre { background: var(--soft); border-radius: 8px; padding: 1rem; overflow-x: auto } summary { cursor: pointer; color: var(--dim) } .fail { color: #c0392b } .pass { color: #1e8e5a }
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="name">The workflow's name.</param>
    /// <param name="project">Its models.</param>
    /// <param name="schemas">The columns of the tables that are there, by <c>zone.name</c>.</param>
    /// <param name="tests">The last results of tests.</param>
    public static string Write(
        string name,
        ModelProject project,
        IReadOnlyDictionary<string, IReadOnlyList<FieldSchema>> schemas,
        IReadOnlyList<TestRecord> tests
    )
    {
        var page = new StringBuilder(
            $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Text(
                name
            )}: models</title><style>{Style}</style></head><body>
            <h1>{Text(
                name
            )}</h1><p class="dim">{project.Models.Count} models, {project.Seeds.Count} seeds, {project.Tests.Count} tests, {project.UnitTests.Count} unit tests</p>
            <div class="graph">{ModelGraph.Draw(project)}</div>

            """
        );
        foreach (var model in project.Models.OrderBy(m => m.Table.ToString(), StringComparer.Ordinal))
            page.Append(Section(project, model, schemas.GetValueOrDefault($"{model.Table}"), tests));
        return page.Append("</body></html>\n").ToString();
    }

    private static string Section(
        ModelProject project,
        Model model,
        IReadOnlyList<FieldSchema>? schema,
        IReadOnlyList<TestRecord> results
    )
    {
        var header = model.Header;
        var tags = string.Concat(
            header
                .Tags.Prepend(header.Materialized.ToString().ToLowerInvariant())
                .Select(t => $"<span class=\"tag\">{Text(t)}</span>")
        );
        var readers = project.Models.Where(m => m.Inputs.Contains(model.Table)).Select(m => m.Table);
        var about = new[]
        {
            header.Owner is { } owner ? $"Owner {Text(owner)}" : null,
            model.Inputs.Count > 0 ? $"reads {Links(model.Inputs)}" : null,
            readers.Any() ? $"read by {Links(readers)}" : null,
            $"<code>{Text(model.File)}</code>",
        };
        return $"""
            <section id="{Text($"{model.Table}")}"><h2>{Text($"{model.Table}")}{tags}</h2>
            <p>{Text(model.Contract?.Description ?? header.Description ?? "")}</p><p class="dim">{string.Join(
                " · ",
                about.OfType<string>()
            )}</p>
            {Columns(model, schema)}{Tests([.. project.Tests.Where(t => t.Model == model.Table)], results)}
            <details><summary>SQL</summary><pre>{Text(model.CompiledSql)}</pre></details></section>

            """;
    }

    private static string Columns(Model model, IReadOnlyList<FieldSchema>? schema)
    {
        var columns = schema ?? [.. model.Header.ColumnDescriptions.Select(c => new FieldSchema(c.Key, "", c.Value))];
        if (columns.Count == 0)
            return "";
        var rows = columns.Select(c =>
            $"<tr><td><code>{Text(c.Name)}</code></td><td class=\"dim\">{Text(c.Type)}</td><td>{Text(c.Description ?? model.Header.ColumnDescriptions.GetValueOrDefault(c.Name) ?? "")}</td></tr>"
        );
        return $"<table><tr><th>column</th><th>type</th><th>what</th></tr>{string.Concat(rows)}</table>";
    }

    private static string Tests(IReadOnlyList<ModelTest> tests, IReadOnlyList<TestRecord> results)
    {
        if (tests.Count == 0)
            return "";
        var rows = tests.Select(t =>
            results.FirstOrDefault(r => r.Test == t.Name) is { } result
                ? $"<tr><td>{Text(t.Name)}</td><td class=\"{(result.Passed ? "pass" : "fail")}\">{(result.Passed ? "passed" : $"{result.Rows} rows wrong")}</td><td class=\"dim\">{result.At:u}</td></tr>"
                : $"<tr><td>{Text(t.Name)}</td><td class=\"dim\">not run yet</td><td></td></tr>"
        );
        return $"<table><tr><th>test</th><th>last run</th><th></th></tr>{string.Concat(rows)}</table>";
    }

    private static string Links(IEnumerable<TableName> tables) =>
        string.Join(", ", tables.Select(t => $"<a href=\"#{Text($"{t}")}\">{Text($"{t}")}</a>"));

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
