using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;
using Penstock.Connectors.MongoDb;
using Penstock.Sandbox.MongoDb;
using Penstock.Sandbox.MongoDb.Bson;

namespace Penstock.Connectors.Tests.MongoDb;

/// <summary>
/// A MongoDB server for one test: the sandbox's, or the real one that <c>PENSTOCK_TEST_MONGODB</c> names by its connection
/// string,
/// with a database of the test's own that is dropped afterwards.
/// </summary>
internal sealed class TestMongo : IAsyncDisposable
{
    private readonly SandboxMongoServer? _sandbox;
    private readonly MongoClient? _real;

    private TestMongo(SandboxMongoServer sandbox)
    {
        _sandbox = sandbox;
        Connection = new MongoConnection(sandbox.Uri);
    }

    private TestMongo(string uri)
    {
        _real = new MongoClient(uri);
        Connection = new MongoConnection(uri);
    }

    public MongoConnection Connection { get; }

    public string Database { get; } = $"penstock_{Guid.NewGuid():N}"[..20];

    public static async Task<TestMongo> StartAsync(string folder) =>
        Environment.GetEnvironmentVariable("PENSTOCK_TEST_MONGODB") is { Length: > 0 } uri
            ? new TestMongo(uri)
            : await StartAsync(new SandboxMongoOptions(folder));

    /// <summary>A server with settings that only the sandbox's can be given.</summary>
    public static async Task<TestMongo> StartAsync(SandboxMongoOptions options) =>
        new(await SandboxMongoServer.StartAsync(options));

    /// <summary>Lets the server forget its cursors; only the sandbox's can be told to.</summary>
    public void ExpireCursors()
    {
        Assert.SkipWhen(_sandbox is null, "A real server's cursors cannot be told to expire.");
        _sandbox!.ExpireCursors();
    }

    /// <summary>Appends documents <c>{_id: first…, n, when, name}</c> with ObjectIds that grow.</summary>
    public void Add(string collection, int first, int count) =>
        Add(collection, Enumerable.Range(first, count).Select(Numbered));

    public void Add(string collection, IEnumerable<byte[]> documents)
    {
        if (_sandbox is not null)
        {
            _sandbox.Append(Database, collection, documents.Select(d => new ReadOnlyMemory<byte>(d)));
            return;
        }
        var database = _real!.GetDatabase(Database);
        database.CreateCollection(collection);
        foreach (var batch in documents.Chunk(1000))
            database.GetCollection<RawBsonDocument>(collection).InsertMany(batch.Select(d => new RawBsonDocument(d)));
    }

    public static byte[] Numbered(int n)
    {
        var writer = new BsonWriter();
        writer.BeginDocument();
        writer.ObjectId("_id", IdOf(n));
        writer.Int32("n", n);
        writer.Date("when", DateTimeOffset.UnixEpoch.AddSeconds(n / 3));
        writer.String("name", $"document {n}");
        writer.End();
        return writer.ToArray();
    }

    public static byte[] Document(Action<BsonWriter> write)
    {
        var writer = new BsonWriter();
        writer.BeginDocument();
        write(writer);
        writer.End();
        return writer.ToArray();
    }

    public static byte[] IdOf(int n) => Convert.FromHexString(n.ToString("x24", CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        if (_sandbox is not null)
            await _sandbox.DisposeAsync();
        if (_real is not null)
            await _real.DropDatabaseAsync(Database);
    }
}
