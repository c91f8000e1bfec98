using System.Threading.Channels;
using Penstock.Connectors.MongoDb.Bson;
using Penstock.Connectors.MongoDb.Driver;
using Penstock.Core.Errors;
using Penstock.Core.Steps;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>
/// Reads a query to its end on one thread, turns documents into lines and hands them on in blocks. A cut connection is taken up
/// again after the last document that was turned into a line, so none is lost and none comes twice.
/// </summary>
internal sealed class CollectionReader : IDisposable
{
    private const int BlockBytes = 512 << 10;

    private readonly LineBuffer _lines = new(BlockBytes * 2);
    private readonly MongoConnection _connection;
    private readonly MongoToLandingOptions _options;
    private readonly Query _query;
    private readonly StepContext _context;
    private readonly ChannelWriter<Block> _output;
    private readonly ExtendedJsonWriter _writer;
    private readonly PositionTracker _tracker;
    private Position? _objectStart;
    private long _documents;
    private long _bsonBytes;
    private long _objectDocuments;
    private long _objectBytes;
    private long _objectInvalid;

    public CollectionReader(
        MongoConnection connection,
        MongoToLandingOptions options,
        Query query,
        Position? start,
        StepContext context,
        ChannelWriter<Block> output
    )
    {
        (_connection, _options, _query, _context, _output) = (connection, options, query, context, output);
        _writer = new ExtendedJsonWriter(_lines);
        _tracker = new PositionTracker(query.Field);
        _objectStart = start;
    }

    public int Reconnects { get; private set; }

    /// <summary>Top-level fields seen, for lineage.</summary>
    public ObjectShape Shape => _writer.Shape;

    /// <summary>The number of documents to expect, when it is known.</summary>
    public long? Expected { get; init; }

    /// <summary>Lines that are left out.</summary>
    public KnownLines? Known { get; init; }

    /// <summary>Reads to the end and completes the channel, with the error when there is one. Blocks its thread.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        Exception? error = null;
        try
        {
            ReadWithRetries(cancellationToken);
            if (_objectDocuments > 0)
                HandOn(isEnd: true, cancellationToken);
        }
        catch (Exception e)
        {
            error = e;
        }
        _output.Complete(error);
    }

    public void Dispose() => _lines.Dispose();

    private void ReadWithRetries(CancellationToken cancellationToken)
    {
        var start = _objectStart;
        var backOff = _options.BackOff(_context.Time);
        while (true)
        {
            var before = _documents;
            try
            {
                using var server = MongoServer.Open(
                    _connection,
                    _options.ServerSelectionTimeout,
                    _options.SocketTimeout
                );
                using var cursor = _query.Open(server, _tracker.Current() ?? start, cancellationToken);
                Read(cursor, cancellationToken);
                return;
            }
            catch (PenstockException e) when (e.IsTransient && (_query.HasPosition || _documents == 0))
            {
                if (_documents > before)
                    backOff.Progressed();
                if (!backOff.MayTryAgain(e))
                    throw;
                Reconnects++;
                Task.Delay(backOff.NextDelay(), _context.Time, cancellationToken).GetAwaiter().GetResult();
            }
        }
    }

    private void Read(DocumentCursor cursor, CancellationToken cancellationToken)
    {
        while (cursor.TryNext(out var document))
        {
            if ((_documents & 0xFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            Take(document);
            if (_objectBytes >= _options.MaxObjectBytes)
                HandOn(isEnd: true, cancellationToken);
            else if (_lines.Length >= BlockBytes)
                HandOn(isEnd: false, cancellationToken);
        }
    }

    private void Take(ReadOnlySpan<byte> document)
    {
        var before = _lines.Length;
        try
        {
            if (!_writer.Write(document))
                _objectInvalid++;
            if (_query.HasPosition)
                _tracker.Note(document);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw new PenstockException(
                "MongoDB gave bytes that are not a document",
                $"{_options.Database}.{_options.Collection}, document {_documents + 1} of this read: {e.Message}",
                "Nothing was published; what was landed so far is kept for the next run",
                "exclude the document with the filter of the step",
                e
            );
        }
        _documents++;
        _bsonBytes += document.Length;
        if (Known?.Contains(_lines.Written[before..]) == true)
        {
            _lines.CutTo(before);
            return;
        }
        _lines.Add((byte)'\n');
        _objectDocuments++;
        _objectBytes += _lines.Length - before;
    }

    private void HandOn(bool isEnd, CancellationToken cancellationToken)
    {
        ObjectFacts? facts = null;
        if (isEnd)
        {
            var through = _query.HasPosition ? _tracker.Current() : null;
            facts = new ObjectFacts(
                _objectDocuments,
                _objectBytes,
                _objectInvalid,
                _objectStart,
                through,
                ShapeJson.Of(_writer.Shape, _writer.Budget, _objectDocuments)
            );
            _writer.Shape.Reset();
            (_objectDocuments, _objectBytes, _objectInvalid, _objectStart) = (0, 0, 0, through);
        }
        var length = _lines.Length;
        var block = new Block(_lines.Detach(), length, facts);
        if (!_output.TryWrite(block))
            _output.WriteAsync(block, cancellationToken).AsTask().GetAwaiter().GetResult();
        _context.Progress.Report(
            new StepProgress(_documents, _bsonBytes, Expected, null, $"{_options.Database}.{_options.Collection}")
        );
    }
}
