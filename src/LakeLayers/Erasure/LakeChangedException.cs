using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Erasure;

/// <summary>
/// Something was published or landed while a person was searched for, which may be about them. Another search resolves it.
/// </summary>
public sealed class LakeChangedException()
    : PenstockException(
        "Runs published to the lake each time while it was searched for the person",
        null,
        "Nothing was erased",
        "run the same command again when fewer runs are under way"
    )
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}
