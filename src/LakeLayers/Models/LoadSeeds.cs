using System.Security.Cryptography;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Erasure;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;
using static Penstock.Core.Metadata.Sql;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// The step that makes seeds tables: the CSV file goes to landing byte for byte and from there to raw, with the types that
/// DuckDB finds and
/// the provenance of each row. A file that has not changed is not loaded again.
/// </summary>
public sealed class LoadSeeds(Lake lake)
{
    private const string Version = "penstock-seeds-1"; // Raise it when the same file would give another table.
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
            await lake.Steps.RunAsync(
                context with
                {
                    Identity = identity,
                },
                (scope, ct) => LoadAsync(seed, fingerprint, current, scope, ct),
                cancellationToken
            );
            loaded.Add(seed.Table);
        }
        return loaded;
    }

    /// <summary>What the snapshot of the file as it is now would be known by: a version and the file's SHA-256.</summary>
    internal static async Task<string> FingerprintAsync(Seed seed, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(seed.Path);
        return $"{Version} {Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken))}";
    }

    private async Task<bool> LoadAsync(
        Seed seed,
        string fingerprint,
        TableSnapshot? current,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        var landed = await LandAsync(
            seed,
            fingerprint[(Version.Length + 1)..],
            scope.Context.Identity,
            cancellationToken
        );
        await using var job = lake.OpenJob();
        job.Watch = await ForgottenWatch.OpenAsync(lake, null, cancellationToken);
        var path = await job.FetchAsync(landed.Key, cancellationToken);
        WrittenTable written;
        try
        {
            written = await job.WriteAsync(
                seed.Table,
                Query(path, landed, scope.Context),
                landingKey: landed.Key,
                evenEmpty: true,
                cancellationToken: cancellationToken
            );
        }
        catch (DuckDbException e)
        {
            throw new PenstockException(
                $"The seed is not readable as CSV: {e.What.Split('\n')[0]}",
                seed.File,
                "Nothing of it was published",
                "mend the file and run again",
                e
            );
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
        return true;
    }

    private async Task<LandedObject> LandAsync(
        Seed seed,
        string hash,
        StepIdentity identity,
        CancellationToken cancellationToken
    )
    {
        await using var staged = lake.Objects.Stage();
        await using (var file = File.OpenRead(seed.Path))
            await file.CopyToAsync(staged.Content, cancellationToken);
        var info = new FileInfo(seed.Path);
        var draft = new LandingDraft(
            Feed,
            $"seed:{identity.Workflow}/{seed.File}",
            Path.GetFileName(seed.Path),
            info.Length,
            hash,
            "text/csv",
            identity.RunId
        )
        {
            SourceModifiedAt = new DateTimeOffset(info.LastWriteTimeUtc, TimeSpan.Zero),
        };
        return (await lake.Landing.LandAsync(staged, draft, cancellationToken)).Object;
    }

    // Lines are counted from 1 and the first holds the names; a value with a line break in it moves those behind it.
    private static string Query(string path, LandedObject landed, StepContext context)
    {
        var now = context.Time.GetUtcNow().UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        return $"""
            SELECT *, {Literal(
                landed.SourceUri
            )} AS _source_uri, row_number() OVER () + 1 AS _source_position, {Literal(landed.Key)} AS _landing_key,
                {Literal(context.Identity.RunId.ToString())} AS _run_id, {Literal(
                now
            )}::TIMESTAMPTZ AS _ingested_at, md5(to_json(seed)::VARCHAR) AS _row_hash
            FROM read_csv({Literal(path)}, header = true, strict_mode = true) AS seed
            """;
    }
}
