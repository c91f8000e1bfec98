using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Penstock.Connectors.MongoDb.Native;

/// <summary>A <c>bson_t</c> of our own.</summary>
internal sealed unsafe class BsonHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    public static BsonHandle From(ReadOnlySpan<byte> document)
    {
        var handle = new BsonHandle();
        fixed (byte* data = document)
            handle.SetHandle(LibMongoc.bson_new_from_data(data, (nuint)document.Length));
        return handle.IsInvalid ? throw new ArgumentException("Not a BSON document.", nameof(document)) : handle;
    }

    /// <summary>The BSON of a document in Extended JSON.</summary>
    /// <exception cref="FormatException">It is not one; the message says where.</exception>
    public static byte[] Parse(string json)
    {
        MongoLibrary.Load();
        var error = default(BsonError);
        var utf8 = Encoding.UTF8.GetBytes(json);
        using var handle = new BsonHandle();
        fixed (byte* text = utf8)
            handle.SetHandle(LibMongoc.bson_new_from_json(text, utf8.Length, &error));
        return handle.IsInvalid
            ? throw new FormatException(error.Message)
            : LibMongoc.Document(handle.handle).ToArray();
    }

    protected override bool ReleaseHandle()
    {
        LibMongoc.bson_destroy(handle);
        return true;
    }
}
