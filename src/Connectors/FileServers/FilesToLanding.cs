using Penstock.Connectors.FileServers.Copying;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;

namespace Penstock.Connectors.FileServers;

/// <summary>
/// The step "Files to landing": lists a folder of a file server, copies what is new or changed byte for byte into landing,
/// hashed
/// on the way, and publishes it in one commit. A file that cannot be copied does not stop the others; the step fails when all
/// were
/// tried, and its next run copies only what is missing. A run that finds nothing new publishes nothing.
/// </summary>
public sealed class FilesToLanding(Lake lake, FileServerConnection connection)
{
    private const int MostNamesInMessage = 10;
    private const int MostNamedFailures = 100;

    /// <summary>Runs the step.</summary>
    /// <exception cref="UsageException">An option is out of its range.</exception>
    /// <exception cref="PenstockException">The server cannot be listed, or files could not be copied; names them.</exception>
    public Task<FilesToLandingResult> RunAsync(
        FilesToLandingOptions options,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        options.Check();
        return lake.Steps.RunAsync(
            context,
            (scope, token) =>
            {
                scope.ReadsSourcesOnly = true;
                return RunAsync(options, scope, token);
            },
            cancellationToken
        );
    }

    /// <summary>What the step would do: lists the folder, copies nothing.</summary>
    /// <exception cref="UsageException">An option is out of its range.</exception>
    /// <exception cref="PenstockException">The server cannot be listed.</exception>
    public async Task<StepPlan> PlanAsync(
        FilesToLandingOptions options,
        Forecast forecast,
        TimeProvider time,
        CancellationToken cancellationToken = default
    )
    {
        options.Check();
        await using var server = FileServers.Open(connection, time);
        var retries = FileRetries.Build(options, connection, time);
        var (listed, notListed) = await retries.ExecuteAsync(
            async token => await FileChoice.ListAsync(server, options, token),
            cancellationToken
        );
        if (notListed.Count > 0 && !options.ContinueOnError)
            throw Failed(notListed, listed.Count + notListed.Count);
        var known = await lake.Landing.LatestByUriAsync(options.Feed, cancellationToken);
        var wanted = Wanted(options, listed, server, known);
        var from = server.UriOf(await server.ResolveAsync(options.Folder, cancellationToken));
        if (wanted.Count == 0)
            return StepPlan.Skip($"{listed.Count} files, none new or changed", from);

        var added = wanted.Count(f => !known.ContainsKey(server.UriOf(f.Path)));
        var reason =
            options.Verify == FileVerification.Always
                ? $"all {listed.Count} files are read and compared"
                : $"{added} new and {wanted.Count - added} changed of {listed.Count} files";
        var bytes = wanted.All(f => f.Size is not null) ? wanted.Sum(f => f.Size) : null;
        forecast.Expect(DatasetRef.Lake("landing", options.Feed).Name, new ExpectedChange(wanted.Count, null));
        return new StepPlan(true, reason)
        {
            Reads = [from],
            Rows = wanted.Count,
            Bytes = bytes,
            Writes =
            [
                new PlannedWrite(DatasetRef.Lake("landing", options.Feed).Name, "add", reason, wanted.Count, bytes),
            ],
        };
    }

    private async Task<FilesToLandingResult> RunAsync(
        FilesToLandingOptions options,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        await using var server = FileServers.Open(connection, scope.Context.Time);
        var retries = FileRetries.Build(options, connection, scope.Context.Time);
        var (listed, notListed) = await retries.ExecuteAsync(
            async token => await FileChoice.ListAsync(server, options, token),
            cancellationToken
        );
        var known = await lake.Landing.LatestByUriAsync(options.Feed, cancellationToken);
        var wanted = Wanted(options, listed, server, known);

        var run = new CopyRun(lake.Landing, options, scope.Context, retries, wanted, known);
        var landed = await run.RunAsync(
            server,
            () => FileServers.Open(connection, scope.Context.Time),
            cancellationToken
        );
        IReadOnlyList<FileFailure> failures = [.. notListed, .. run.Failures];
        if (failures.Count > 0 && !options.ContinueOnError)
            throw Failed(failures, listed.Count + notListed.Count);
        foreach (var failure in failures.Take(MostNamedFailures))
            scope.Warn($"Not copied: {failure.SourceUri}: {failure.Error.Message}");
        if (failures.Count > MostNamedFailures)
            scope.Warn($"Not copied: {failures.Count - MostNamedFailures} more files");

        var folder = await server.ResolveAsync(options.Folder, cancellationToken);
        scope.Read(
            new DatasetFacts(new DatasetRef(server.Server, folder))
            {
                Files = wanted.Count - run.Failures.Count,
                Bytes = run.Bytes,
                SourceUri = server.UriOf(folder),
                Assertions = Assertions(failures),
            }
        );
        var published = 0;
        await scope.CommitAsync(
            async (transaction, token) =>
            {
                published = await LandingZone.PublishAsync(
                    transaction,
                    options.Feed,
                    scope.Context.Identity.RunId,
                    token
                );
                if (published > 0)
                    scope.Wrote(
                        new DatasetFacts(DatasetRef.Lake("landing", options.Feed))
                        {
                            Files = published,
                            Bytes = run.Bytes,
                        }
                    );
            },
            cancellationToken
        );
        return new FilesToLandingResult(
            listed.Count,
            landed,
            listed.Count - wanted.Count + run.Same,
            run.Bytes,
            published,
            failures
        );
    }

    // One for each failed file, as far as an event should carry them, and one with their number.
    private static List<QualityAssertion> Assertions(IReadOnlyList<FileFailure> failures) =>
        failures.Count == 0
            ? []
            :
            [
                new("all_files_copied", false, null, true, "Every file of the listing is in landing", failures.Count),
                .. failures
                    .Take(MostNamedFailures)
                    .Select(f => new QualityAssertion(
                        "file_copied",
                        false,
                        null,
                        true,
                        $"{f.SourceUri}: {f.Error.Message}",
                        1
                    )),
            ];

    private static IReadOnlyList<FileEntry> Wanted(
        FilesToLandingOptions options,
        IReadOnlyList<FileEntry> listed,
        IFileServer server,
        IReadOnlyDictionary<string, LandedObject> known
    ) =>
        options.Verify == FileVerification.Always
            ? listed
            : [.. listed.Where(f => !IsKnown(f, known.GetValueOrDefault(server.UriOf(f.Path))))];

    private static bool IsKnown(FileEntry file, LandedObject? known)
    {
        if (known is null || file.Size != known.Size)
            return false;
        var version = known.Properties["version"]?.GetValue<string>();
        if (file.Version is not null && version is not null && file.Version != version)
            return false;
        return file is { ModifiedAt: { } time, IsTimeCoarse: false }
            ? time == known.SourceModifiedAt
            : file.Version is not null && file.Version == version;
    }

    private static PenstockException Failed(IReadOnlyList<FileFailure> failures, int listed)
    {
        var what = $"{failures.Count} of {listed} files could not be copied";
        var names = string.Join(
            "\n",
            failures.Take(MostNamesInMessage).Select(f => $"- {f.SourceUri}: {f.Error.Message}")
        );
        if (failures.Count > MostNamesInMessage)
            names += $"\n- and {failures.Count - MostNamesInMessage} more";
        const string state = "The others are kept, and published by the next run that succeeds";
        const string next = "mend the cause and run the step again, or set continueOnError";
        var inner = new AggregateException(failures.Select(f => f.Error));
        return failures.All(f => f.Error is PenstockException { IsTransient: true })
            ? new TransientException(what, $"\n{names}\n", state, next, inner)
            : new PenstockException(what, $"\n{names}\n", state, next, inner);
    }
}
