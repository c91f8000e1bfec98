using Microsoft.Win32.SafeHandles;

namespace Penstock.Connectors.MongoDb.Native;

/// <summary>An open query. It keeps its collection and client alive.</summary>
internal sealed unsafe class MongoCursor : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly MongoClientHandle _client;
    private readonly MongoFaults _faults;
    private readonly nint _collection;

    private MongoCursor(MongoClientHandle client, MongoFaults faults, nint collection, nint cursor)
        : base(ownsHandle: true)
    {
        _client = client;
        _faults = faults;
        _collection = collection;
        SetHandle(cursor);
    }

    public static MongoCursor Open(
        MongoClientHandle client,
        MongoFaults faults,
        string database,
        string collection,
        byte[] filter,
        byte[] options
    )
    {
        using var filterBson = BsonHandle.From(filter);
        using var optionsBson = BsonHandle.From(options);
        var kept = false;
        client.DangerousAddRef(ref kept);
        var handle = LibMongoc.mongoc_client_get_collection(client, database, collection);
        return new MongoCursor(
            client,
            faults,
            handle,
            LibMongoc.mongoc_collection_find_with_opts(handle, filterBson, optionsBson, 0)
        );
    }

    /// <summary>Gives the next document; its bytes are valid until the next call. Blocks while the server works.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="Core.Errors.PenstockException">The server or the connection failed.</exception>
    public bool TryNext(out ReadOnlySpan<byte> document)
    {
        nint bson;
        if (LibMongoc.mongoc_cursor_next(handle, &bson) != 0)
        {
            document = LibMongoc.Document(bson);
            return true;
        }
        document = default;
        var error = default(BsonError);
        nint reply;
        return LibMongoc.mongoc_cursor_error_document(handle, &error, &reply) == 0 ? false : throw _faults.Of(error);
    }

    protected override bool ReleaseHandle()
    {
        LibMongoc.mongoc_cursor_destroy(handle);
        LibMongoc.mongoc_collection_destroy(_collection);
        _client.DangerousRelease();
        return true;
    }
}
