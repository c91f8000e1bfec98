using System.Globalization;
using Penstock.Connectors.MongoDb;
using Penstock.Connectors.MongoDb.Bson;
using Penstock.Connectors.MongoDb.Native;
using Penstock.Sandbox.MongoDb;
using Penstock.Sandbox.MongoDb.Bson;
using BsonType = Penstock.Connectors.MongoDb.Bson.BsonType;

namespace Penstock.Connectors.Tests.MongoDb;

/// <summary>
/// A MongoDB server for one test: the sandbox's, or the real one that <c>PENSTOCK_TEST_MONGODB</c> names by its connection string,
/// with a database of the test's own that is dropped afterwards.
/// </summary>
internal sealed class TestMongo : IAsyncDisposable
{
    private readonly SandboxMongoServer? _sandbox;

    private TestMongo(SandboxMongoServer? sandbox, string uri)
    {
        _sandbox = sandbox;
        Connection = new MongoConnection(uri);
    }

    public MongoConnection Connection { get; }

    public string Database { get; } = $"penstock_{Guid.NewGuid():N}"[..20];

    public static async Task<TestMongo> StartAsync(string folder)
    {
        if (Environment.GetEnvironmentVariable("PENSTOCK_TEST_MONGODB") is { Length: > 0 } uri)
            return new TestMongo(null, uri);
        var sandbox = await SandboxMongoServer.StartAsync(new SandboxMongoOptions(folder));
        return new TestMongo(sandbox, sandbox.Uri);
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
        foreach (var batch in documents.Chunk(1000))
            Insert(collection, batch);
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
        {
            await _sandbox.DisposeAsync();
            return;
        }
        using var client = Client();
        client.Command(Database, new BsonBuilder().Int32("dropDatabase", 1).Build());
    }

    private void Insert(string collection, byte[][] documents)
    {
        using var client = Client();
        var command = new BsonBuilder().String("insert", collection).Begin("documents", BsonType.Array);
        for (var i = 0; i < documents.Length; i++)
            command.Value(i.ToString(CultureInfo.InvariantCulture), BsonType.Document, documents[i]);
        client.Command(Database, command.End().Build());
    }

    private MongoClient Client() => MongoClient.Open(Connection, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
}
