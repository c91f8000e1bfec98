using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Models.Testing;
using Penstock.LakeLayers.Query.ColumnLineage;
using Penstock.Pipelines;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock models</c>: the SQL models of a workflow, as dbt's users know them.</summary>
internal static class ModelsCommand
{
    private static readonly Argument<string> Workflow = new("workflow")
    {
        Description = "The name of a folder below workflows/.",
    };
    private static readonly Option<string[]> Select = new("--select", "-s")
    {
        Description =
            "Which models: names, zones, zone.table, +name+, tag:x, path:x, state:modified. Several words mean either, a comma means both.",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string[]> Exclude = new("--exclude")
    {
        Description = "Which of them not, in the same words.",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string[]> Variables = new("--var")
    {
        Description = "A value for {{ var('name') }}: name=value. May be given several times.",
    };
    private static readonly Option<bool> FullRefresh = new("--full-refresh")
    {
        Description = "Make incremental models from the beginning. Snapshots keep their history.",
    };
    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Run models also when nothing they are made from has changed.",
    };

    private static readonly Option<int?> Parallel = new("--parallel")
    {
        Description = "Models, and tests, at a time, 1 to 64. Default: lake.parallelModels of the configuration.",
    };

    public static Command Create() =>
        new("models", "Run, test and look at the SQL models of a workflow.")
        {
            Run("run", "Run models; what has not changed is skipped.", withTests: false),
            Test(),
            Run(
                "build",
                "Run models and their tests; when a test or a contract fails, nothing is published.",
                withTests: true
            ),
            Plan(),
            Seed(),
            List(),
            Compile(),
            Failures(),
            ModelsDocs.Create(Workflow, Variables),
        };

    /// <summary>The models of a workflow.</summary>
    public static async Task<ModelProject> LoadAsync(
        ParseResult parsed,
        Platform platform,
        CancellationToken cancellationToken
    )
    {
        var options = Options(parsed, platform);
        return await ModelProject.LoadAsync(options.Project, options.Variables, options.FullRefresh, cancellationToken);
    }

    private static Command Run(string name, string description, bool withTests) =>
        new Command(name, description)
        {
            Workflow,
            Select,
            Exclude,
            Variables,
            FullRefresh,
            Force,
            Parallel,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var options = Options(parsed, platform.Platform) with { WithTests = withTests };
                if (withTests)
                    await UnitTestAsync(parsed, platform.Platform, printer, cancellationToken);
                var models = new RunModels(platform.Platform.Lake, new ModelLineage(platform.Platform.Lake.Options).Of);
                var warnings = new StepWarnings();
                var result = await models.RunAsync(
                    options,
                    Step(parsed, "models") with
                    {
                        Warnings = warnings,
                    },
                    cancellationToken
                );
                printer.Table(
                    ["model", "kind", "what", "rows", "quarantined", "bytes", "seconds"],
                    result.Models.Select(m =>
                        (IReadOnlyList<object?>)
                            [
                                m.Table.ToString(),
                                Word(m.Materialized),
                                What(m),
                                new Figure(m.Account.RowsOut),
                                new Figure(m.Account.Quarantined),
                                printer.IsJson ? m.Bytes : Units.Bytes(m.Bytes),
                                Math.Round(m.Duration.TotalSeconds, 2),
                            ]
                    )
                );
                warnings.Print(printer);
                printer.Note(
                    $"{result.Models.Count(m => !m.IsSkipped)} made, {result.Models.Count(m => m.IsSkipped)} unchanged{(withTests ? $", {result.Tests.Count} tests run" : "")}"
                );
                return ExitCodes.Ok;
            }
        );

    private static Command Test() =>
        new Command("test", "Run unit tests, and tests on the tables as they are.")
        {
            Workflow,
            Select,
            Exclude,
            Variables,
            Parallel,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                await UnitTestAsync(parsed, platform.Platform, printer, cancellationToken);
                try
                {
                    PrintTests(
                        await new TestModels(platform.Platform.Lake).RunAsync(
                            Options(parsed, platform.Platform),
                            Step(parsed, "models.test"),
                            cancellationToken
                        ),
                        printer
                    );
                    return ExitCodes.Ok;
                }
                catch (TestsFailedException e)
                {
                    PrintTests(e.All, printer);
                    throw;
                }
            }
        );

    private static Command Plan() =>
        new Command("plan", "Show what a run would read, write and skip, and why; nothing is written.")
        {
            Workflow,
            Select,
            Exclude,
            Variables,
            FullRefresh,
            Force,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var plan = await new PlanModels(platform.Platform.Lake).RunAsync(
                    Options(parsed, platform.Platform),
                    new Forecast(),
                    cancellationToken
                );
                printer.Table(
                    ["model", "what", "why", "reads", "rows read", "bytes read", "rows now", "bytes now"],
                    plan.Select(m =>
                        (IReadOnlyList<object?>)
                            [
                                m.Table.ToString(),
                                m.Action,
                                m.Reason,
                                string.Join(", ", m.Reads),
                                new Figure(m.RowsRead),
                                Size(m.BytesRead),
                                m.RowsNow is { } rows ? new Figure(rows) : null,
                                m.BytesNow is { } bytes ? Size(bytes) : null,
                            ]
                    )
                );
                return ExitCodes.Ok;

                object Size(long bytes) => printer.IsJson ? bytes : Units.Bytes(bytes);
            }
        );

    private static Command Seed() =>
        new Command("seed", "Load the CSV files of seeds/ that changed.") { Workflow, Variables }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var project = await LoadAsync(parsed, platform.Platform, cancellationToken);
                var warnings = new StepWarnings();
                var loaded = await new LoadSeeds(platform.Platform.Lake).RunAsync(
                    project.Seeds,
                    Step(parsed, "seeds") with
                    {
                        Warnings = warnings,
                    },
                    cancellationToken
                );
                printer.Table(
                    ["seed", "what"],
                    project.Seeds.Select(s =>
                        (IReadOnlyList<object?>)[s.Table.ToString(), loaded.Contains(s.Table) ? "loaded" : "unchanged"]
                    )
                );
                warnings.Print(printer);
                return ExitCodes.Ok;
            }
        );

    private static Command List() =>
        new Command("ls", "List models, what they read, and their tests.")
        {
            Workflow,
            Select,
            Exclude,
            Variables,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var project = await LoadAsync(parsed, platform.Platform, cancellationToken);
                var models = await project.SelectAsync(
                    platform.Platform.Lake,
                    Options(parsed, platform.Platform),
                    cancellationToken
                );
                printer.Table(
                    ["model", "kind", "reads", "tags", "tests", "file"],
                    models.Select(m =>
                        (IReadOnlyList<object?>)
                            [
                                m.Table.ToString(),
                                Word(m.Header.Materialized),
                                string.Join(", ", m.Inputs),
                                string.Join(", ", m.Header.Tags),
                                project.Tests.Count(t => t.Model == m.Table)
                                    + project.UnitTests.Count(t => t.Model == m.Table),
                                m.File,
                            ]
                    )
                );
                return ExitCodes.Ok;
            }
        );

    private static Command Compile() =>
        new Command("compile", "Print the SQL of models with tables and variables put in.")
        {
            Workflow,
            Select,
            Exclude,
            Variables,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var project = await LoadAsync(parsed, platform.Platform, cancellationToken);
                var models = await project.SelectAsync(
                    platform.Platform.Lake,
                    Options(parsed, platform.Platform),
                    cancellationToken
                );
                printer.Data(
                    models
                        .Select(m => new
                        {
                            model = m.Table.ToString(),
                            file = m.File,
                            sql = m.CompiledSql,
                        })
                        .ToList(),
                    all =>
                    {
                        foreach (var model in all)
                            Console.Out.WriteLine($"-- {model.model} ({model.file})\n{model.sql};\n");
                    }
                );
                return ExitCodes.Ok;
            }
        );

    private static Command Failures()
    {
        var test = new Argument<string?>("test")
        {
            Description = "Show the wrong rows of this test.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return new Command("failures", "Show what the last run of each test found wrong, and the rows.")
        {
            Workflow,
            test,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var found = await new TestQueries(platform.Platform.Lake).LastAsync(
                    parsed.GetRequiredValue(Workflow),
                    cancellationToken
                );
                if (parsed.GetValue(test) is { } name)
                {
                    var one =
                        found.FirstOrDefault(f => f.Test == name)
                        ?? throw new UsageException(
                            "No run of a test of that name is on record",
                            name,
                            $"penstock models failures {parsed.GetValue(Workflow)}"
                        );
                    var columns = one.Sample.SelectMany(r => r.Select(c => c.Key)).Distinct().ToList();
                    printer.Table(
                        columns,
                        one.Sample.Select(r => (IReadOnlyList<object?>)[.. columns.Select(c => r[c]?.ToString())])
                    );
                    if (one.Rows > one.Sample.Count)
                        printer.Note($"the first {one.Sample.Count} of {Units.Count(one.Rows)} rows");
                    return ExitCodes.Ok;
                }
                var wrong = found.Where(f => !f.Passed).ToList();
                printer.Table(
                    ["test", "model", "severity", "rows", "run", "at"],
                    wrong.Select(f =>
                        (IReadOnlyList<object?>)
                            [f.Test, f.Model?.ToString(), f.Severity, new Figure(f.Rows), f.RunId.ToString(), f.At]
                    )
                );
                printer.Note(
                    wrong.Count == 0
                        ? "no test found anything wrong"
                        : $"penstock models failures {parsed.GetValue(Workflow)} <test> shows the rows"
                );
                return ExitCodes.Ok;
            }
        );
    }

    private static async Task UnitTestAsync(
        ParseResult parsed,
        Platform platform,
        Printer printer,
        CancellationToken cancellationToken
    )
    {
        var project = await LoadAsync(parsed, platform, cancellationToken);
        var models = (await project.SelectAsync(platform.Lake, Options(parsed, platform), cancellationToken))
            .Select(m => m.Table)
            .ToHashSet();
        var results = await new UnitTestRun(platform.Lake).RunAsync(
            project,
            project.UnitTests.Where(t => models.Contains(t.Model)),
            cancellationToken
        );
        foreach (var failed in results.Where(r => !r.Passed))
        {
            printer.Note($"unit test {failed.Test.Name} of {failed.Test.Model} ({failed.Test.At})");
            foreach (var row in failed.Missing)
                printer.Note($"  expected and not given: {row}");
            foreach (var row in failed.Unexpected)
                printer.Note($"  given and not expected: {row}");
        }
        var wrong = results.Where(r => !r.Passed).Select(r => r.Test.Name).ToList();
        if (wrong.Count > 0)
            throw new UnitTestsFailedException(wrong);
        if (results.Count > 0)
            printer.Note($"{results.Count} unit {(results.Count == 1 ? "test" : "tests")} passed");
    }

    private static void PrintTests(IReadOnlyList<TestResult> results, Printer printer) =>
        printer.Table(
            ["test", "model", "what", "rows", "seconds"],
            results.Select(r =>
                (IReadOnlyList<object?>)
                    [
                        r.Test,
                        r.Model?.ToString(),
                        r.Passed ? "pass"
                        : r.Failed ? "fail"
                        : "warn",
                        new Figure(r.Rows),
                        Math.Round(r.Duration.TotalSeconds, 2),
                    ]
            )
        );

    private static RunModelsOptions Options(ParseResult parsed, Platform platform) =>
        new(platform.WorkflowFolder(parsed.GetRequiredValue(Workflow)))
        {
            Models = parsed.GetValue(Select) ?? [],
            Exclude = parsed.GetValue(Exclude) ?? [],
            Variables = Pairs.Parse(parsed.GetValue(Variables) ?? [], "--var"),
            FullRefresh = parsed.GetValue(FullRefresh),
            Force = parsed.GetValue(Force),
            Parallel = parsed.GetValue(Parallel) is null or >= 1 and <= 64
                ? parsed.GetValue(Parallel)
                : throw new UsageException(
                    "The number of models at a time is out of range (1 to 64)",
                    $"{parsed.GetValue(Parallel)}",
                    "give --parallel another number"
                ),
        };

    private static StepContext Step(ParseResult parsed, string name) =>
        StepContext.Standalone(name) with
        {
            Identity = StepIdentity.Standalone(name, parsed.GetRequiredValue(Workflow)),
        };

    private static string Word(Materialization kind) => kind.ToString().ToLowerInvariant();

    private static string What(ModelResult result) =>
        result switch
        {
            { IsSkipped: true } => "unchanged",
            { Materialized: Materialization.View } => "defined",
            { WasChanged: true } => "changed",
            _ => "made",
        };
}
