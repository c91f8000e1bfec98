using System.Globalization;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Core.Steps;

namespace Penstock.Connectors.MongoDb;

/// <summary>What <see cref="MongoToLanding"/> reads and how.</summary>
/// <param name="Feed">The landing feed the documents belong to, for instance <c>transactions</c>.</param>
/// <param name="Database">The database.</param>
/// <param name="Collection">The collection; it must exist.</param>
public sealed record MongoToLandingOptions(string Feed, string Database, string Collection)
{
    /// <summary>Which documents, a MongoDB query in Extended JSON. Default: all.</summary>
    public string Filter { get; init; } = "{}";

    /// <summary>
    /// Which fields, a MongoDB projection in Extended JSON. It must leave <c>_id</c> and the watermark field in. Default: all.
    /// </summary>
    public string? Projection { get; init; }

    /// <summary>
    /// An order of one's own, in Extended JSON. The read can then not be continued after a cut, and there can be no watermark.
    /// Default: by the watermark field, then <c>_id</c>.
    /// </summary>
    public string? Sort { get; init; }

    /// <summary>
    /// A field that only grows, for instance <c>_id</c> or <c>updatedAt</c> (dotted paths allowed): a run reads what is greater
    /// than the last published value. Documents whose value is not greater are not seen again. Default: none; each run reads
    /// everything.
    /// </summary>
    public string? WatermarkField { get; init; }

    /// <summary>
    /// How far behind the watermark documents may come late: a run also reads those of so long before it and lands what has not
    /// landed,
    /// or has changed since. The watermark field must hold dates. Default: zero, nothing behind the watermark is looked at.
    /// </summary>
    public TimeSpan AllowedLateness { get; init; }

    /// <summary>A field that holds a date (dotted paths allowed), by which <see cref="Window"/> is cut.</summary>
    public string? WindowField { get; init; }

    /// <summary>
    /// Read only documents whose <see cref="WindowField"/> is in this window, whatever was read before. Default: none.
    /// A window that is read again lands only what its documents are now; what comes late is in it then.
    /// </summary>
    public TimeWindow? Window { get; init; }

    /// <summary>Documents a round trip, 1 to 100,000. Default: 1,000.</summary>
    public int BatchSize { get; init; } = 1000;

    /// <summary>Default: zstd.</summary>
    public MongoCompression Compression { get; init; } = MongoCompression.Zstd;

    /// <summary>
    /// An object ends with the document that brings its JSON to this many bytes (before compression), 1 to 1 TiB. Default: 64
    /// MiB.
    /// </summary>
    public long MaxObjectBytes { get; init; } = 64L << 20;

    /// <summary>How long to look for a server. Default: 5 s.</summary>
    public TimeSpan ServerSelectionTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the server may be silent in the middle of an answer. Default: 60 s.</summary>
    public TimeSpan SocketTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How often in a row a cut connection is taken up again without a document in between, 0 to 100. Default: 5.
    /// </summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>How long a server that says "later", or waits for a primary, is asked again. Default: 2 min.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait before the first retry; it doubles up to 30 s, with jitter. Default: 200 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The back-off of one piece of work.</summary>
    internal BackOff BackOff(TimeProvider time) =>
        new(MaxRetries, RetryFor, RetryDelay, TimeSpan.FromSeconds(30), time);

    /// <summary>The filter with the window in it.</summary>
    internal string WholeFilter =>
        Window is not { } window
            ? Filter
            : new JsonObject
            {
                ["$and"] = new JsonArray(
                    JsonNode.Parse(string.IsNullOrWhiteSpace(Filter) ? "{}" : Filter),
                    new JsonObject
                    {
                        [WindowField!] = new JsonObject { ["$gte"] = Date(window.Start), ["$lt"] = Date(window.End) },
                    }
                ),
            }.ToJsonString();

    internal void Validate()
    {
        Require(Feed.Length > 0, nameof(Feed), "must not be empty");
        Require(Database.Length > 0, nameof(Database), "must not be empty");
        Require(Collection.Length > 0, nameof(Collection), "must not be empty");
        Require(BatchSize is >= 1 and <= 100_000, nameof(BatchSize), "must be 1 to 100,000");
        Require(MaxObjectBytes is >= 1 and <= 1L << 40, nameof(MaxObjectBytes), "must be 1 to 1 TiB");
        Require(MaxRetries is >= 0 and <= 100, nameof(MaxRetries), "must be 0 to 100");
        Require(
            ServerSelectionTimeout > TimeSpan.Zero && SocketTimeout > TimeSpan.Zero,
            nameof(SocketTimeout),
            "must be greater than zero"
        );
        Require(RetryDelay >= TimeSpan.Zero, nameof(RetryDelay), "must not be negative");
        Require(RetryFor >= TimeSpan.Zero, nameof(RetryFor), "must not be negative");
        Require(Window is null == string.IsNullOrEmpty(WindowField), nameof(WindowField), "and a window go together");
        Require(
            Window is null || WatermarkField is null,
            nameof(WindowField),
            "cannot be combined with a watermark field: a window is read whatever was read before"
        );
        Require(AllowedLateness >= TimeSpan.Zero, nameof(AllowedLateness), "must not be negative");
        Require(
            AllowedLateness == TimeSpan.Zero || WatermarkField is not null,
            nameof(AllowedLateness),
            "needs a watermark field"
        );
        Require(
            Sort is null || WatermarkField is null,
            nameof(Sort),
            "cannot be combined with a watermark field, which decides the order"
        );
    }

    private static JsonObject Date(DateTimeOffset time) =>
        new() { ["$date"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) };

    private static void Require(bool condition, string option, string rule)
    {
        if (!condition)
            throw new UsageException($"MongoDB to landing: {option} {rule}", null, "correct the activity's input");
    }
}
