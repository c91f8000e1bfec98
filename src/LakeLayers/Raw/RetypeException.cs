using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Raw;

/// <summary>Data are not as their shape said; the run begins again with what was learned. Seen by people only when that never ends.</summary>
internal sealed class RetypeException(string key, string reason)
    : PenstockException(
        $"The documents do not fit the types found for them ({reason})",
        key,
        "Nothing was published",
        "penstock doctor"
    );
