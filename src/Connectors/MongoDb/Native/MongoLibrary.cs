using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Penstock.Core.Errors;

namespace Penstock.Connectors.MongoDb.Native;

/// <summary>Loads and prepares libmongoc once.</summary>
internal static unsafe class MongoLibrary
{
    private static readonly Lazy<bool> Loaded = new(Initialise);

    /// <exception cref="PenstockException">The library is not installed.</exception>
    public static void Load() => _ = Loaded.Value;

    private static bool Initialise()
    {
        try
        {
            LibMongoc.mongoc_init();
            LibMongoc.mongoc_log_set_handler(&Swallow, 0);
            return true;
        }
        catch (DllNotFoundException e)
        {
            throw new PenstockException(
                "MongoDB's C driver is not installed",
                "libmongoc-1.0.so.0",
                "Nothing was read",
                "apt-get install -y --no-install-recommends libmongoc-1.0-0",
                e
            );
        }
    }

    // It would print to standard error, where progress is; what matters comes back as an error too.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Swallow(int level, nint domain, nint message, nint data) { }
}
