using Microsoft.Win32.SafeHandles;

namespace Penstock.Connectors.MongoDb.Native;

/// <summary>A <c>mongoc_client_t</c>: one connection, for one thread at a time.</summary>
internal sealed class MongoClientHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public MongoClientHandle(nint client)
        : base(ownsHandle: true) => SetHandle(client);

    protected override bool ReleaseHandle()
    {
        LibMongoc.mongoc_client_destroy(handle);
        return true;
    }
}
