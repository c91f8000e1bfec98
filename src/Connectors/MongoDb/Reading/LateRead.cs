using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Zones;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>What a run reads again behind its watermark, because documents may come late.</summary>
/// <param name="Options">The read: a window that ends at the watermark.</param>
/// <param name="Known">The lines of it that have landed.</param>
internal sealed record LateRead(MongoToLandingOptions Options, KnownLines Known)
{
    /// <param name="lake">The lake.</param>
    /// <param name="options">The step's options.</param>
    /// <param name="watermark">The watermark as it was published.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UsageException">The watermark is no date.</exception>
    public static async Task<LateRead> PrepareAsync(
        Lake lake,
        MongoToLandingOptions options,
        JsonObject watermark,
        CancellationToken cancellationToken
    )
    {
        var through =
            DateOf(watermark["through"])
            ?? throw new UsageException(
                "An allowed lateness needs a watermark field that holds dates",
                $"{options.Feed}: {options.WatermarkField} was {watermark["through"]?.ToJsonString() ?? "nothing"}",
                "take another watermark field, or leave the allowed lateness empty"
            );
        var window = new TimeWindow(through - options.AllowedLateness, through);
        var known = new KnownLines();
        var reader = new LandingReader(lake.Objects);
        foreach (var landed in await lake.Landing.ListAsync(options.Feed, cancellationToken))
        {
            if (EndOf(landed, options.WatermarkField!) is { } end && end < window.Start)
                continue;
            await known.AddAsync(reader, landed, cancellationToken);
        }
        return new LateRead(
            options with
            {
                WatermarkField = null,
                AllowedLateness = TimeSpan.Zero,
                WindowField = options.WatermarkField,
                Window = window,
            },
            known
        );
    }

    // Null: what was read by another field, or without one, may hold any document.
    private static DateTimeOffset? EndOf(LandedObject landed, string field) =>
        (string?)landed.Properties["window"]?["field"] == field
            ? TimeWindow.Parse((string)landed.Properties["window"]!["end"]!, "The window's end")
        : (string?)landed.Properties["range"]?["field"] == field ? DateOf(landed.Properties["range"]?["through"])
        : null;

    private static DateTimeOffset? DateOf(JsonNode? value) =>
        value is JsonObject { } date && (string?)date["$date"] is { } text
            ? TimeWindow.Parse(text, "The watermark")
            : null;
}
