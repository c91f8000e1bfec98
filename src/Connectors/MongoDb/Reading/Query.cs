using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Penstock.Connectors.MongoDb.Bson;
using Penstock.Connectors.MongoDb.Driver;
using Penstock.Core.Errors;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>What is asked of the server, and how it is asked again from a later place.</summary>
internal sealed class Query
{
    private static readonly byte[] Empty = [5, 0, 0, 0, 0];
    private readonly MongoToLandingOptions _options;
    private readonly byte[] _filter;
    private readonly byte[]? _projection;
    private readonly byte[]? _sort;

    private readonly (Position Position, string Field)? _notAfter;

    private Query(MongoToLandingOptions options, (Position Position, string Field)? notAfter)
    {
        _options = options;
        _notAfter = notAfter;
        Field = options.WatermarkField ?? "_id";
        _filter = Parse("filter", Filter(options)) ?? Empty;
        _projection = Parse("projection", options.Projection);
        _sort = Parse("sort", options.Sort);
        if (_projection is not null)
        {
            ProjectionRule.Keeps(_projection, "_id");
            ProjectionRule.Keeps(_projection, Field);
        }
    }

    /// <summary>The field that orders the read.</summary>
    public string Field { get; }

    /// <summary>Whether the order is ours, so that a place in it can be taken up again.</summary>
    public bool HasPosition => _sort is null;

    /// <summary>Whether every document of the collection is asked for.</summary>
    public bool IsWhole => _filter.Length == Empty.Length && _notAfter is null;

    /// <param name="options">What is read.</param>
    /// <param name="notAfter">A place, by a field, behind which another read takes the documents.</param>
    /// <exception cref="UsageException">A part is not Extended JSON, or the projection leaves out what is needed.</exception>
    public static Query From(MongoToLandingOptions options, (Position Position, string Field)? notAfter = null) =>
        new(options, notAfter);

    /// <summary>Begins the read after a place, or at the beginning.</summary>
    public DocumentCursor Open(MongoServer server, Position? after, CancellationToken cancellationToken) =>
        server.Find(
            Of(FilterAfter(server, after, cancellationToken), _sort ?? Order()) with
            {
                Projection = _projection,
                BatchSize = _options.BatchSize,
            },
            cancellationToken
        );

    /// <summary>What is asked for behind a place, or from the beginning.</summary>
    public byte[] FilterAfter(MongoServer server, Position? after, CancellationToken cancellationToken)
    {
        List<byte[]> parts = _filter.Length == Empty.Length ? [] : [_filter];
        if (after is not null)
            parts.Add(after.FilterAfter(Field, field => GreatestType(server, field, cancellationToken)));
        if (_notAfter is var (position, other))
            parts.Add(Combine("$nor", [position.FilterAfter(other, f => GreatestType(server, f, cancellationToken))]));
        return parts switch
        {
            [] => Empty,
            [var only] => only,
            _ => Combine("$and", parts),
        };
    }

    /// <summary>Tells two reads apart that would give different documents; part of what landed objects remember.</summary>
    public string Fingerprint(MongoConnection connection, Position? start)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (
            var part in new[]
            {
                connection.Address,
                _options.Database,
                _options.Collection,
                _options.WatermarkField ?? "",
                start?.ToString() ?? "",
            }
        )
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }
        hash.AppendData(_filter);
        hash.AppendData(_projection ?? Empty);
        hash.AppendData(_sort ?? Empty);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    // One document, by an index where the field has one.
    private BsonType GreatestType(MongoServer server, string field, CancellationToken cancellationToken)
    {
        var last = Of(_filter, new BsonBuilder().Int32(field, -1).Build()) with { BatchSize = 1, Limit = 1 };
        using var cursor = server.Find(last, cancellationToken);
        return
            cursor.TryNext(out var document)
            && BsonWalk.TryFind(document, Encoding.UTF8.GetBytes(field), out var type, out _)
            ? type
            : BsonType.Null;
    }

    private DocumentQuery Of(byte[] filter, byte[] sort) => new(_options.Database, _options.Collection, filter, sort);

    private static byte[] Combine(string operation, List<byte[]> parts)
    {
        var all = new BsonBuilder().Begin(operation, BsonType.Array);
        for (var i = 0; i < parts.Count; i++)
            all.Value(i.ToString(CultureInfo.InvariantCulture), BsonType.Document, parts[i]);
        return all.End().Build();
    }

    private byte[] Order()
    {
        var order = new BsonBuilder().Int32(Field, 1);
        if (Field != "_id")
            order.Int32("_id", 1);
        return order.Build();
    }

    private static string Filter(MongoToLandingOptions options)
    {
        try
        {
            return options.WholeFilter;
        }
        catch (JsonException)
        {
            return options.Filter; // Whose fault is told where it is parsed.
        }
    }

    private static byte[]? Parse(string what, string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return null;
        try
        {
            return QueryJson.Parse(json);
        }
        catch (FormatException e)
        {
            throw new UsageException(
                $"The {what} of MongoDB to landing is not a document in Extended JSON",
                e.Message,
                "correct the activity's input; names and texts need double quotes",
                e
            );
        }
    }
}
