using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using static Penstock.Core.Metadata.Sql;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>
/// Runs models on given rows, without reading the lake; only the types of columns come from tables that are there.
/// </summary>
public sealed class UnitTestRun(Lake lake)
{
    /// <summary>Runs unit tests, each in a session of its own.</summary>
    /// <exception cref="PenstockException">A model's SQL fails on the given rows, or a test names a column or table that is not
    /// there.</exception>
    public async Task<IReadOnlyList<UnitTestResult>> RunAsync(
        ModelProject project,
        IEnumerable<UnitTest> tests,
        CancellationToken cancellationToken = default
    )
    {
        List<UnitTestResult> results = [];
        foreach (var test in tests)
            results.Add(await RunAsync(project, test, cancellationToken));
        return results;
    }

    private async Task<UnitTestResult> RunAsync(
        ModelProject project,
        UnitTest test,
        CancellationToken cancellationToken
    )
    {
        var model = project.Models.First(m => m.Table == test.Model);
        var variables = project.Variables.ToDictionary(v => v.Key, v => v.Value?.DeepClone());
        foreach (var (name, value) in test.Variables)
            variables[name] = value?.DeepClone();
        var source = new TemplateSource(
            model.File,
            await File.ReadAllTextAsync(model.Path, cancellationToken),
            model.Table.ToString(),
            [test.IsIncremental ?? false]
        );
        if (test.IsIncremental is null && model.Header.Materialized == Materialization.Incremental)
            throw new UsageException(
                "The test of an incremental model does not say which of its queries it is about",
                test.At,
                "add overrides: {macros: {is_incremental: true}}, or false"
            );
        var rendered = (
            TemplateEngine.Render(
                new TemplateRequest(
                    [.. project.Macros, .. test.Macros.Select(m => new MacroFile(test.At, Macro(m.Key, m.Value)))],
                    [source],
                    project.Names,
                    variables,
                    FullRefresh: false
                ),
                cancellationToken
            )
        )[0];
        if (rendered.Missing is [var missing, ..])
            throw new UsageException(
                $"The variable '{missing.Name}' has no value and no default",
                test.At,
                "give it under overrides: vars:"
            );

        await using var job = lake.OpenJob(new LakeJobOptions { ReadOnly = true, Threads = 1 });
        var inputs = rendered.Refs.Concat(rendered.Sources).Distinct().Select(TableName.Parse).ToList();
        if (rendered.Modes[0].ReadsItself)
            inputs.Add(model.Table);
        var given = test.Given.ToDictionary(g => TableOf(project, test, g.Input, model), g => g.Rows);
        if (given.Keys.FirstOrDefault(g => !inputs.Contains(g)) is { Name: not null } unread)
            throw new UsageException($"The model does not read {unread}", test.At, "mend the test");
        foreach (var input in inputs)
        {
            var rows =
                given.GetValueOrDefault(input)
                ?? throw new UsageException(
                    $"The test gives no rows for {input}, which the model reads",
                    test.At,
                    "add an entry under given:, with rows: [] for none"
                );
            var schema =
                (await lake.Tables.FindCurrentAsync(input, cancellationToken))?.Schema
                ?? (await lake.Views.FindAsync(input, cancellationToken))?.Schema;
            // A table that was never built has the columns that its model would give it.
            schema ??= await new UnbuiltTables(lake, project).DescribeAsync(input, cancellationToken);
            if (schema is null && input == model.Table)
                schema = Describe(job.Session, model);
            Attach(job.Session, input, FixtureSql.Of(rows, schema, test), test, cancellationToken);
        }
        var sql = rendered.Modes[0] with { Sql = rendered.Modes[0].Sql.TrimEnd().TrimEnd(';').TrimEnd() };
        return await job.RunAsync(session => Compare(session, model, sql, test, cancellationToken), cancellationToken);
    }

    private static UnitTestResult Compare(
        DuckDbSession session,
        Model model,
        RenderedSql sql,
        UnitTest test,
        CancellationToken cancellationToken
    )
    {
        try
        {
            session.Execute($"CREATE TEMP TABLE actual AS FROM ({sql.Sql}\n)", null, cancellationToken);
        }
        catch (DuckDbException e)
        {
            throw ModelErrors.Of(model.File, sql, e);
        }
        var columns = session
            .Query("DESCRIBE actual", null, cancellationToken)
            .Rows.Select(r => new FieldSchema((string)r[0]!, (string)r[1]!))
            .ToList();
        var named = test.Expected.Sql is { } query ? Columns(session, query, test) : test.Expected.Columns;
        if (named.FirstOrDefault(n => !columns.Exists(c => Same(c.Name, n))) is { } unknown)
            throw new UsageException(
                $"The test expects a column '{unknown}', which the model does not give (it gives: {string.Join(", ", columns.Select(c => c.Name))})",
                test.At,
                "mend the test"
            );
        var compared = columns.Where(c => named.Count == 0 || named.Any(n => Same(n, c.Name))).ToList();
        try
        {
            session.Execute(
                $"CREATE TEMP TABLE expected AS {FixtureSql.Of(test.Expected, compared, test)}",
                null,
                cancellationToken
            );
        }
        catch (DuckDbException e)
        {
            throw NoRows(test, e);
        }
        var list = Identifiers(compared.Select(c => c.Name));
        return new UnitTestResult(test, Difference("expected", "actual"), Difference("actual", "expected"));

        List<string> Difference(string from, string without) =>
            [
                .. session
                    .Query(
                        $"SELECT to_json(d)::VARCHAR FROM (SELECT {list} FROM {from} EXCEPT ALL SELECT {list} FROM {without}) d ORDER BY 1 LIMIT 20",
                        null,
                        cancellationToken
                    )
                    .Rows.Select(r => (string)r[0]!),
            ];
    }

    private static void Attach(
        DuckDbSession session,
        TableName input,
        string query,
        UnitTest test,
        CancellationToken cancellationToken
    )
    {
        try
        {
            // Made now, so that a value which does not fit is the test's fault and not the model's.
            var name = Identifier($"{input.Zone}_{input.Name}_given");
            session.Execute($"CREATE TEMP TABLE {name} AS {query}", null, cancellationToken);
            LakeJob.AttachView(session, input, $"FROM {name}", cancellationToken);
        }
        catch (DuckDbException e)
        {
            throw NoRows(test, e);
        }
    }

    private static List<string> Columns(DuckDbSession session, string query, UnitTest test)
    {
        try
        {
            return [.. session.Query($"DESCRIBE {query}").Rows.Select(r => (string)r[0]!)];
        }
        catch (DuckDbException e)
        {
            throw NoRows(test, e);
        }
    }

    private static UsageException NoRows(UnitTest test, DuckDbException fault) =>
        new($"Rows of the test cannot be made: {fault.Message}", test.At, "mend the rows of the test", fault);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    // Whatever it is called with.
    private static string Macro(string name, string text) =>
        $"{{% macro {name}() %}}{{% set given = [varargs, kwargs] %}}{text}{{% endmacro %}}";

    private static List<FieldSchema> Describe(DuckDbSession session, Model model)
    {
        try
        {
            return
            [
                .. session
                    .Query(ModelSql.Describe(model.CompiledSql))
                    .Rows.Select(r => new FieldSchema((string)r[0]!, (string)r[1]!)),
            ];
        }
        catch (DuckDbException e)
        {
            throw ModelErrors.Of(model.File, model.Sql(isIncremental: false), e);
        }
    }

    private static TableName TableOf(ModelProject project, UnitTest test, string input, Model model)
    {
        if (input == "this")
            return model.Table;
        var name = input
            .Split('(', 2)[^1]
            .TrimEnd(')', ' ')
            .Replace("'", "", StringComparison.Ordinal)
            .Replace("\"", "", StringComparison.Ordinal)
            .Replace(" ", "", StringComparison.Ordinal)
            .Replace(',', '.');
        if (project.Names.TryGetValue(name, out var tables) && tables is [var one])
            return TableName.Parse(one);
        return name.Contains('.', StringComparison.Ordinal)
            ? TableName.Parse(name)
            : throw new UsageException(
                $"Not an input: '{input}' (expected ref('model'), source('zone', 'table') or this)",
                test.At,
                "mend the test"
            );
    }
}
