using System.Globalization;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Zones;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>
/// What a run reads again behind its watermark, because documents may come late: those from so long before it up to its own
/// place,
/// of which documents with the watermark's value are a part. What lies behind that place is the ordinary read's.
/// </summary>
/// <param name="Options">The read: a window that ends with the watermark's value.</param>
/// <param name="Query">The same as it is asked.</param>
/// <param name="Known">The lines of it that have landed.</param>
internal sealed record LateRead(MongoToLandingOptions Options, Query Query, KnownLines Known)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <param name="lake">The lake.</param>
    /// <param name="options">The step's options.</param>
    /// <param name="watermark">The watermark as it was published.</param>
    /// <param name="position">Its exact place.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UsageException">The watermark is no date.</exception>
    public static async Task<LateRead> PrepareAsync(
        Lake lake,
        MongoToLandingOptions options,
        JsonObject watermark,
        Position position,
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
        var earliest = DateTimeOffset.MinValue;
        var start = through - earliest < options.AllowedLateness ? earliest : through - options.AllowedLateness;
        var window = new TimeWindow(start, through + Tick);
        var known = new KnownLines();
        var reader = new LandingReader(lake.Objects);
        foreach (var landed in await lake.Landing.ListAsync(options.Feed, cancellationToken))
        {
            if (EndOf(landed, options.WatermarkField!) is { } end && end < window.Start)
                continue;
            await known.AddAsync(reader, landed, cancellationToken);
        }
        var late = options with
        {
            WatermarkField = null,
            AllowedLateness = TimeSpan.Zero,
            WindowField = options.WatermarkField,
            Window = window,
        };
        var query = Query.From(late, (position, options.WatermarkField!));
        return new LateRead(late, query, known);
    }

    // Null: what was read by another field, or without one, may hold any document.
    private static DateTimeOffset? EndOf(LandedObject landed, string field) =>
        (string?)landed.Properties["window"]?["field"] == field
            ? TimeWindow.Parse((string)landed.Properties["window"]!["end"]!, "The window's end")
        : (string?)landed.Properties["range"]?["field"] == field ? DateOf(landed.Properties["range"]?["through"])
        : null;

    private static DateTimeOffset? DateOf(JsonNode? value) =>
        (value as JsonObject)?["$date"] switch
        {
            JsonValue text => TimeWindow.Parse((string)text!, "The watermark"),
            JsonObject number => FromMilliseconds((string)number["$numberLong"]!),
            _ => null,
        };

    // Dates before 1970 and after 9999 are numbers in Extended JSON; .NET's end with the year 9999.
    private static DateTimeOffset FromMilliseconds(string number)
    {
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(number, CultureInfo.InvariantCulture));
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new UsageException(
                "The watermark is a date outside the years 1 to 9999, before which nothing can come late",
                $"{number} ms from 1970",
                "leave documents with such dates out with the filter of the step, and read them with another one",
                e
            );
        }
    }
}
