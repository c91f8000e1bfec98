using Penstock.Core.Steps;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>The step that runs tests on the tables as they are.</summary>
public sealed class TestModels(Lake lake)
{
    /// <summary>Runs the tests of the selected models, or all, and records what they find.</summary>
    /// <exception cref="TestsFailedException">A test with the severity error found wrong rows.</exception>
    /// <exception cref="Core.Errors.PenstockException">A test's SQL fails, or a table is not there.</exception>
    public async Task<IReadOnlyList<TestResult>> RunAsync(
        RunModelsOptions options,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        var project = await ModelProject.LoadAsync(
            options.Project,
            options.Variables,
            options.FullRefresh,
            cancellationToken
        );
        var tests = await ModelSelector.TestsAsync(lake, project, options, cancellationToken);
        return await lake.Steps.RunAsync(
            context,
            async (scope, ct) =>
            {
                await using var job = lake.OpenJob(
                    new LakeJobOptions { ReadOnly = true, PreserveInsertionOrder = false }
                );
                foreach (var table in tests.SelectMany(t => t.Inputs).Distinct())
                {
                    if (!await job.AttachCurrentAsync(table, ct))
                        throw new Core.Errors.PenstockException(
                            "A test reads a table that has no rows yet",
                            table.ToString(),
                            "Nothing was changed",
                            "penstock models build"
                        );
                    if (await lake.Tables.FindCurrentAsync(table, ct) is { } snapshot)
                        scope.Read(PublishedModels.FactsOf(snapshot));
                }
                var run = new TestRun(Path.GetFileName(project.Folder), project.ProtectedColumns);
                using var sessions = new SessionPool(job.Session, options.Parallel ?? lake.Options.ParallelModels);
                await run.RunAsync(sessions, tests, ct);
                await scope.CommitAsync((transaction, _) => run.RecordAsync(transaction, context.Identity), ct);
                return run.Results.Any(r => r.Failed)
                    ? throw new TestsFailedException(
                        run.Results,
                        Path.GetFileName(project.Folder),
                        "The tables are as they were"
                    )
                    : run.Results;
            },
            cancellationToken
        );
    }
}
