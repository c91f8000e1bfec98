using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Penstock.Connectors.MongoDb.Native;

/// <summary>The part of libmongoc and libbson 1.23 (Debian: <c>libmongoc-1.0-0</c>) that reading a collection needs. See mongoc.org/libmongoc/1.23.1.</summary>
internal static unsafe partial class LibMongoc
{
    private const string Mongoc = "libmongoc-1.0.so.0";
    private const string Bson = "libbson-1.0.so.0";

    [LibraryImport(Mongoc)]
    public static partial void mongoc_init();

    [LibraryImport(Mongoc)]
    public static partial void mongoc_log_set_handler(
        delegate* unmanaged[Cdecl]<int, nint, nint, nint, void> handler,
        nint data
    );

    [LibraryImport(Mongoc, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint mongoc_uri_new_with_error(string uri, BsonError* error);

    [LibraryImport(Mongoc)]
    public static partial void mongoc_uri_destroy(nint uri);

    [LibraryImport(Mongoc, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte mongoc_uri_has_option(nint uri, string key);

    [LibraryImport(Mongoc, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte mongoc_uri_set_option_as_int32(nint uri, string key, int value);

    [LibraryImport(Mongoc)]
    public static partial nint mongoc_client_new_from_uri(nint uri);

    [LibraryImport(Mongoc)]
    public static partial byte mongoc_client_set_error_api(nint client, int version);

    [LibraryImport(Mongoc, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte mongoc_client_set_appname(nint client, string name);

    [LibraryImport(Mongoc)]
    public static partial void mongoc_client_destroy(nint client);

    [LibraryImport(Mongoc, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte mongoc_client_command_simple(
        MongoClientHandle client,
        string database,
        BsonHandle command,
        nint readPreference,
        nint reply,
        BsonError* error
    );

    [LibraryImport(Mongoc, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint mongoc_client_get_collection(
        MongoClientHandle client,
        string database,
        string collection
    );

    [LibraryImport(Mongoc)]
    public static partial void mongoc_collection_destroy(nint collection);

    [LibraryImport(Mongoc)]
    public static partial nint mongoc_collection_find_with_opts(
        nint collection,
        BsonHandle filter,
        BsonHandle options,
        nint readPreference
    );

    [LibraryImport(Mongoc)]
    public static partial byte mongoc_cursor_next(nint cursor, nint* document);

    [LibraryImport(Mongoc)]
    public static partial byte mongoc_cursor_error_document(nint cursor, BsonError* error, nint* document);

    [LibraryImport(Mongoc)]
    public static partial void mongoc_cursor_destroy(nint cursor);

    [LibraryImport(Bson)]
    public static partial nint bson_new_from_data(byte* data, nuint length);

    [LibraryImport(Bson)]
    public static partial nint bson_new_from_json(byte* json, nint length, BsonError* error);

    [LibraryImport(Bson)]
    [SuppressGCTransition]
    public static partial byte* bson_get_data(nint bson);

    [LibraryImport(Bson)]
    public static partial void bson_destroy(nint bson);

    /// <summary>A <c>bson_t</c> is 128 opaque bytes; the length of its document stands at offset 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Document(nint bson) => new(bson_get_data(bson), *(int*)(bson + 4));
}
