using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Penstock.Connectors.MongoDb.Bson;
using Penstock.Connectors.MongoDb.Driver;
using Penstock.Connectors.MongoDb.Landing;
using Penstock.Connectors.MongoDb.Reading;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;

namespace Penstock.Connectors.MongoDb;

/// <summary>
/// The step that streams a MongoDB collection into landing as lines of Extended JSON, in compressed objects of a bounded size.
/// Memory does not depend on the size of the collection: one thread reads and encodes, another compresses, hashes and lands.
/// Objects become visible together with the moved watermark and the lineage event in the step's one commit. After a crash the
/// next run continues behind the last object that was landed, so that no document is lost and none comes twice.
/// </summary>
public sealed class MongoToLanding(Lake lake, MongoConnection connection)
{
    /// <summary>Blocks in flight between the two threads; with one at each end about 6 MB.</summary>
    private const int BlocksInFlight = 4;

    /// <summary>Runs the step once.</summary>
    /// <exception cref="Core.Errors.UsageException">An option is out of its range or not Extended JSON.</exception>
    /// <exception cref="Core.Errors.PenstockException">The server refused or broke off; nothing was published.</exception>
    public Task<MongoToLandingResult> RunAsync(
        MongoToLandingOptions options,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        options.Validate();
        return lake.Steps.RunAsync(
            context,
            (scope, ct) =>
            {
                scope.ReadsSourcesOnly = true;
                return RunAsync(options, scope, ct);
            },
            cancellationToken
        );
    }

    /// <summary>What the step would do: counts and looks at the first documents, lands nothing.</summary>
    /// <param name="options">As for a run.</param>
    /// <param name="workflow">The workflow, whose watermark counts.</param>
    /// <param name="forecast">Is told what would land.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Core.Errors.UsageException">An option is out of its range or not Extended JSON.</exception>
    /// <exception cref="Core.Errors.PenstockException">The server cannot be asked.</exception>
    public async Task<StepPlan> PlanAsync(
        MongoToLandingOptions options,
        string workflow,
        Forecast forecast,
        CancellationToken cancellationToken = default
    )
    {
        options.Validate();
        var query = Query.From(options);
        var start = PositionOf(await FindWatermarkAsync(options, workflow, cancellationToken));
        var estimate = await Task.Run(
            () => ReadEstimate.Make(connection, options, query, start, cancellationToken),
            cancellationToken
        );
        var from = $"{connection.Address}/{options.Database}.{options.Collection}";
        if (estimate.Documents == 0)
            return StepPlan.Skip(start is null ? "no documents" : "no documents behind the watermark", from);

        var landed = (await lake.Landing.ListAsync(options.Feed, cancellationToken))
            .Where(o => LandedFacts.IsOf(o, query.Fingerprint(connection, start)))
            .Sum(o => o.RowCount ?? 0);
        // What is read as a whole lands again only where it differs, which nobody knows without reading it.
        if (landed == estimate.Documents)
            return StepPlan.Skip(
                $"as many documents as have landed ({landed}): they are read, and land where they differ",
                from
            );
        var reason = start is null
            ? $"{estimate.Documents} documents"
            : $"{estimate.Documents} documents behind the watermark";
        var landing = DatasetRef.Lake("landing", options.Feed).Name;
        forecast.Expect(landing, new ExpectedChange(estimate.Documents, null));
        return new StepPlan(true, reason)
        {
            Reads = [from],
            Rows = estimate.Documents,
            Bytes = estimate.Bytes,
            Writes = [new PlannedWrite(landing, "add", reason, estimate.Documents, estimate.Bytes)],
        };
    }

    private async Task<MongoToLandingResult> RunAsync(
        MongoToLandingOptions options,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        var query = Query.From(options);
        await using var feedLock = await FeedLock.TakeAsync(
            lake.Metadata,
            options.Feed,
            options.Window,
            query.Fingerprint(connection, null),
            cancellationToken
        );
        var watermark = await FindWatermarkAsync(options, scope.Context.Identity.Workflow, cancellationToken);
        var start = PositionOf(watermark);
        var pending = await TakeOverAsync(
            feedLock,
            options,
            query,
            query.Fingerprint(connection, start),
            cancellationToken
        );
        var resume = pending.Count > 0 ? LandedFacts.PositionOf(pending[^1]) : start;

        var count = await Task.Run(() => Count(options, scope.Context.Time, cancellationToken), cancellationToken);
        var (reader, landed) = await ReadAsync(
            options,
            query,
            start,
            resume,
            query.IsWhole && resume is null ? count : null,
            null,
            scope,
            cancellationToken
        );
        var published = pending.Concat(landed.Where(l => l.IsNew).Select(l => l.Object)).ToList();
        var late =
            start is null || options.AllowedLateness == TimeSpan.Zero
                ? []
                : await ReadLateAsync(options, watermark!, start, scope, cancellationToken);
        var result = Summarise([.. published, .. late], pending, reader.Reconnects) with
        {
            LateDocuments = late.Sum(o => o.RowCount ?? 0),
        };
        Note(options, scope, reader, result);
        if (!result.Changed)
            return result;
        long[] ids = [.. pending.Select(o => o.Id), .. landed.Select(l => l.Object.Id), .. late.Select(o => o.Id)];
        await scope.CommitAsync(
            (tx, ct) => PublishAsync(options, scope, published.LastOrDefault(), ids, tx, ct),
            cancellationToken
        );
        return result;
    }

    private long Count(MongoToLandingOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var backOff = options.BackOff(time);
        while (true)
        {
            try
            {
                using var server = MongoServer.Open(connection, options.ServerSelectionTimeout, options.SocketTimeout);
                return CollectionCheck.Run(server, connection, options, cancellationToken);
            }
            // A server that breaks is tried again by the read that follows; here, one that will be well.
            catch (TransientException e) when (e.IsBusy && backOff.MayTryAgain(e))
            {
                Task.Delay(backOff.NextDelay(), time, cancellationToken).GetAwaiter().GetResult();
            }
        }
    }

    private async Task<(CollectionReader Reader, IReadOnlyList<(LandedObject Object, bool IsNew)> Landed)> ReadAsync(
        MongoToLandingOptions options,
        Query query,
        Position? start,
        Position? resume,
        long? expected,
        KnownLines? known,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        var blocks = Channel.CreateBounded<Block>(
            new BoundedChannelOptions(BlocksInFlight) { SingleReader = true, SingleWriter = true }
        );
        using var reader = new CollectionReader(connection, options, query, resume, scope.Context, blocks.Writer)
        {
            Expected = expected,
            Known = known,
        };
        var lander = new ObjectLander(
            lake,
            options,
            new ObjectName(connection, options),
            query.Fingerprint(connection, start),
            scope.Context.Identity.RunId
        );
        await PumpAsync(reader, lander, blocks.Reader, cancellationToken);
        return (reader, lander.Landed);
    }

    private async Task<IReadOnlyList<LandedObject>> ReadLateAsync(
        MongoToLandingOptions options,
        JsonObject watermark,
        Position position,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        var late = await LateRead.PrepareAsync(lake, options, watermark, position, cancellationToken);
        var (_, landed) = await ReadAsync(
            late.Options,
            late.Query,
            null,
            null,
            null,
            late.Known,
            scope,
            cancellationToken
        );
        return [.. landed.Where(l => l.IsNew).Select(l => l.Object)];
    }

    private static async Task PumpAsync(
        CollectionReader reader,
        ObjectLander lander,
        ChannelReader<Block> blocks,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Factory.StartNew(
            () => reader.Run(stop.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        try
        {
            await Task.Run(() => lander.RunAsync(blocks, cancellationToken), cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    /// <summary>
    /// What an interrupted run of the same read landed is kept and continued; what another read landed that is over is
    /// forgotten.
    /// </summary>
    private async Task<IReadOnlyList<LandedObject>> TakeOverAsync(
        FeedLock feedLock,
        MongoToLandingOptions options,
        Query query,
        string fingerprint,
        CancellationToken cancellationToken
    )
    {
        var unpublished = await lake.Landing.ListUnpublishedAsync(options.Feed, cancellationToken);
        var pending = unpublished.Where(o => query.HasPosition && LandedFacts.IsOf(o, fingerprint)).ToList();
        // In this order: a window whose objects were just listed was open before.
        var others = await feedLock.OtherQueriesAsync(cancellationToken);
        var stale = unpublished
            .Except(pending)
            .Where(o => !others.Any(q => LandedFacts.IsOf(o, q)))
            .Select(o => o.Id)
            .ToList();
        if (stale.Count > 0)
            await lake.Landing.ForgetUnpublishedAsync(stale, cancellationToken);
        return pending;
    }

    private async Task<JsonObject?> FindWatermarkAsync(
        MongoToLandingOptions options,
        string workflow,
        CancellationToken cancellationToken
    ) =>
        options.WatermarkField is null
            ? null
            : (JsonObject?)
                await new Watermarks(lake.Metadata).FindAsync(
                    workflow,
                    options.Feed,
                    WatermarkName(options),
                    cancellationToken
                );

    private static Position? PositionOf(JsonObject? watermark) =>
        (string?)watermark?["position"] is { } text ? Position.Parse(text) : null;

    private static async Task PublishAsync(
        MongoToLandingOptions options,
        StepScope scope,
        LandedObject? last,
        long[] ids,
        MetadataTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        // Others land in the feed at the same time only where windows are read.
        await LandingZone.PublishAsync(
            transaction,
            options.Feed,
            scope.Context.Identity.RunId,
            options.Window is null ? null : ids,
            cancellationToken
        );
        // What came late does not move the watermark.
        if (options.WatermarkField is null || last is null)
            return;
        var value = new JsonObject
        {
            ["through"] = last.Properties["range"]?["through"]?.DeepClone(),
            ["position"] = last.Properties["position"]?.DeepClone(),
        };
        await Watermarks.MoveAsync(
            transaction,
            scope.Context.Identity,
            options.Feed,
            WatermarkName(options),
            value,
            cancellationToken
        );
    }

    private void Note(
        MongoToLandingOptions options,
        StepScope scope,
        CollectionReader reader,
        MongoToLandingResult result
    )
    {
        var schema = reader
            .Shape.Fields.Select(f => new FieldSchema(
                Encoding.UTF8.GetString(f.Name.AsSpan()[..^1]),
                string.Join('|', BsonTypes.NamesOf(f.Types | f.EverTypes))
            ))
            .ToList();
        scope.Read(
            new DatasetFacts(new DatasetRef(connection.Address, $"{options.Database}.{options.Collection}"))
            {
                Rows = result.Documents,
                Schema = schema.Count > 0 ? schema : null,
                SourceUri = $"{connection.Address}/{options.Database}.{options.Collection}",
            }
        );
        if (!result.Changed)
            return;
        scope.Wrote(
            new DatasetFacts(DatasetRef.Lake("landing", options.Feed))
            {
                Rows = result.Documents,
                Bytes = result.StoredBytes,
                Files = result.Objects,
                Schema = schema.Count > 0 ? schema : null,
                SourceUri = lake.Objects.Address,
            }
        );
    }

    private static MongoToLandingResult Summarise(
        List<LandedObject> published,
        IReadOnlyList<LandedObject> pending,
        int reconnects
    ) =>
        new(
            published.Count > 0,
            published.Sum(o => o.RowCount ?? 0),
            published.Count,
            published.Sum(o => LandedFacts.Number(o, "jsonBytes")),
            published.Sum(o => o.Size),
            pending.Sum(o => o.RowCount ?? 0),
            published.Sum(o => LandedFacts.Number(o, "invalidUtf8Documents")),
            reconnects
        );

    private static string WatermarkName(MongoToLandingOptions options) =>
        $"{options.Database}.{options.Collection}:{options.WatermarkField}";
}
