using Penstock.Core.Errors;

namespace Penstock.Lineage.Events;

/// <summary>
/// Something was erased from the lake while a step ran, which may have read it. Made again, the step reads what is left.
/// </summary>
public sealed class ReadErasedException(string job, Exception? inner = null)
    : PenstockException(
        "A person was erased from the lake while this step ran, and what it had read may hold them",
        job,
        "Nothing of this step was published",
        "run the same command again",
        inner
    )
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}
