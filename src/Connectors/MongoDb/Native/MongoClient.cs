using Penstock.Core.Errors;

namespace Penstock.Connectors.MongoDb.Native;

/// <summary>One connection to a MongoDB server. Calls block; one thread at a time.</summary>
internal sealed unsafe class MongoClient : IDisposable
{
    private const int ErrorApi = 2;
    private readonly MongoClientHandle _client;
    private readonly MongoFaults _faults;

    private MongoClient(MongoClientHandle client, MongoFaults faults)
    {
        _client = client;
        _faults = faults;
    }

    /// <summary>Prepares a client; it connects at its first command. Time-outs of the connection string win over the given ones.</summary>
    public static MongoClient Open(MongoConnection connection, TimeSpan serverSelectionTimeout, TimeSpan socketTimeout)
    {
        MongoLibrary.Load();
        var faults = new MongoFaults(connection);
        var error = default(BsonError);
        var uri = LibMongoc.mongoc_uri_new_with_error(connection.Uri, &error);
        if (uri == 0)
            throw faults.Of(error);
        try
        {
            SetDefault(uri, "serverselectiontimeoutms", serverSelectionTimeout);
            SetDefault(uri, "connecttimeoutms", serverSelectionTimeout);
            SetDefault(uri, "sockettimeoutms", socketTimeout);
            var client = LibMongoc.mongoc_client_new_from_uri(uri);
            if (client == 0)
                throw new UsageException(
                    "The MongoDB connection string asks for what the C driver cannot do",
                    connection.Address,
                    "check its options"
                );
            LibMongoc.mongoc_client_set_error_api(client, ErrorApi);
            LibMongoc.mongoc_client_set_appname(client, "penstock");
            return new MongoClient(new MongoClientHandle(client), faults);
        }
        finally
        {
            LibMongoc.mongoc_uri_destroy(uri);
        }
    }

    /// <summary>Runs a command and gives the answer's document.</summary>
    public byte[] Command(string database, byte[] command)
    {
        using var bson = BsonHandle.From(command);
        var error = default(BsonError);
        // A bson_t lives on the caller's stack in C: 128 bytes, aligned to 128.
        var memory = (byte*)System.Runtime.InteropServices.NativeMemory.AlignedAlloc(128, 128);
        try
        {
            var reply = (nint)memory;
            var ok = LibMongoc.mongoc_client_command_simple(_client, database, bson, 0, reply, &error) != 0;
            var answer = LibMongoc.Document(reply).ToArray();
            LibMongoc.bson_destroy(reply);
            return ok ? answer : throw _faults.Of(error);
        }
        finally
        {
            System.Runtime.InteropServices.NativeMemory.AlignedFree(memory);
        }
    }

    /// <summary>Begins a query; <paramref name="options"/> may hold sort, projection, batchSize, limit.</summary>
    public MongoCursor Find(string database, string collection, byte[] filter, byte[] options) =>
        MongoCursor.Open(_client, _faults, database, collection, filter, options);

    public void Dispose() => _client.Dispose();

    private static void SetDefault(nint uri, string option, TimeSpan value)
    {
        if (LibMongoc.mongoc_uri_has_option(uri, option) == 0)
            LibMongoc.mongoc_uri_set_option_as_int32(uri, option, (int)value.TotalMilliseconds);
    }
}
