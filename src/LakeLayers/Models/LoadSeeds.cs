using System.Security.Cryptography;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Erasure;
using Penstock.LakeLayers.Models.Seeding;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// The step that makes seeds tables: the CSV file goes to landing byte for byte and from there to raw, with the types of
/// its values or of <c>column_types</c> and the provenance of each row. A file that has not changed is not loaded again.
/// </summary>
public sealed class LoadSeeds(Lake lake)
{
    private const string Version = "penstock-seeds-2"; // Raise it when the same file would give another table.
    private const string Feed = "seeds";

    /// <summary>Loads those that changed; each is a step of its own.</summary>
    /// <returns>The tables that were loaded.</returns>
    /// <exception cref="PenstockException">A file is not readable as CSV.</exception>
    public async Task<IReadOnlyList<TableName>> RunAsync(
        IReadOnlyList<Seed> seeds,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        List<TableName> loaded = [];
        foreach (var seed in seeds)
        {
            var fingerprint = await FingerprintAsync(seed, cancellationToken);
            var current = await lake.Tables.FindCurrentAsync(seed.Table, cancellationToken);
            if (current?.Fingerprint == fingerprint)
                continue;
            var identity = context.Identity with
            {
                Step = $"{context.Identity.Step}.{seed.Table.Name}",
                StepRunId = Guid.CreateVersion7(),
            };
            var warnings = await lake.Steps.RunAsync(
                context with
                {
                    Identity = identity,
                },
                (scope, ct) => LoadAsync(seed, current, scope, ct),
                cancellationToken
            );
            foreach (var warning in warnings)
                context.Warnings.Report(warning);
            loaded.Add(seed.Table);
        }
        return loaded;
    }

    /// <summary>What the snapshot of the file as it is now would be known by: a version, the file's SHA-256 and how it is
    /// read.</summary>
    internal static async Task<string> FingerprintAsync(Seed seed, CancellationToken cancellationToken) =>
        Fingerprint(seed, await HashAsync(seed.Path, cancellationToken));

    private static string Fingerprint(Seed seed, string hash) => $"{Version} {hash}{seed.Config.Fingerprint}";

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }

    private async Task<IReadOnlyList<string>> LoadAsync(
        Seed seed,
        TableSnapshot? current,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        await using var job = lake.OpenJob();
        job.Watch = await ForgottenWatch.OpenAsync(lake, null, cancellationToken);
        // The file may be saved again meanwhile: what is read, landed and known by its hash is one copy.
        var copy = Path.Combine(job.Folder, "seed.csv");
        File.Copy(seed.Path, copy);
        var hash = await HashAsync(copy, cancellationToken);
        var fingerprint = Fingerprint(seed, hash);
        var query = await job.RunAsync(
            session => Read(session, seed, copy, job.Folder, current, cancellationToken),
            cancellationToken
        );
        var landed = await LandAsync(seed, copy, hash, scope.Context.Identity, cancellationToken);
        var select = query.Select(
            landed.Key,
            landed.SourceUri,
            scope.Context.Identity.RunId,
            scope.Context.Time.GetUtcNow()
        );
        WrittenTable written;
        try
        {
            written = await job.WriteAsync(
                seed.Table,
                select,
                landingKey: landed.Key,
                evenEmpty: true,
                cancellationToken: cancellationToken
            );
        }
        catch (DuckDbException e)
        {
            throw SeedErrors.At(seed.File, 1, e.What.Split('\n')[0], "mend the file or its config and run again", e);
        }
        var draft = new SnapshotDraft(
            seed.Table,
            current?.Id,
            fingerprint,
            written.Schema,
            written.Columns,
            written.Files,
            KeepsParentFiles: false
        );
        var rows = written.Files.Sum(f => f.Rows);
        scope.Read(
            new DatasetFacts(DatasetRef.Lake("landing", Feed))
            {
                Rows = rows,
                Bytes = landed.Size,
                Files = 1,
            }
        );
        await scope.CommitAsync(
            async (transaction, ct) =>
            {
                await LandingZone.PublishAsync(transaction, Feed, ct);
                var id = await lake.Tables.PublishAsync(transaction, scope.Context.Identity.RunId, draft, ct);
                await new RowAccount(seed.Table, rows, rows, 0, new Dictionary<string, long>()).RecordAsync(
                    transaction,
                    scope.Context.Identity
                );
                written.Seen.Tell(
                    scope,
                    new DatasetFacts(seed.Table.Dataset)
                    {
                        Schema = written.Schema,
                        Rows = rows,
                        Bytes = written.Files.Sum(f => f.Bytes),
                        Files = written.Files.Count,
                        Version = $"{id}",
                    }
                );
            },
            cancellationToken
        );
        return query.Warnings;
    }

    private static SeedQuery Read(
        DuckDbSession session,
        Seed seed,
        string copy,
        string folder,
        TableSnapshot? current,
        CancellationToken cancellationToken
    )
    {
        var path = Path.Combine(folder, "seed.jsonl");
        SeedRows read;
        using (var content = File.OpenRead(copy))
        using (var rows = new BufferedStream(File.Create(path)))
            read = SeedRows.Rewrite(content, rows, seed.Config.Delimiter, seed.File, cancellationToken);
        var query = new SeedQuery(session, seed, read, current);
        query.Prepare(path, cancellationToken);
        return query;
    }

    private async Task<LandedObject> LandAsync(
        Seed seed,
        string copy,
        string hash,
        StepIdentity identity,
        CancellationToken cancellationToken
    )
    {
        await using var staged = lake.Objects.Stage();
        await using (var file = File.OpenRead(copy))
            await file.CopyToAsync(staged.Content, cancellationToken);
        var draft = new LandingDraft(
            Feed,
            $"seed:{identity.Workflow}/{seed.File}",
            Path.GetFileName(seed.Path),
            new FileInfo(copy).Length,
            hash,
            "text/csv",
            identity.RunId
        )
        {
            SourceModifiedAt = new DateTimeOffset(File.GetLastWriteTimeUtc(seed.Path), TimeSpan.Zero),
        };
        return (await lake.Landing.LandAsync(staged, draft, cancellationToken)).Object;
    }
}
