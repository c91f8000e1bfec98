using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Undo;

/// <summary>Later runs built on what a run published, so that it cannot be retracted alone.</summary>
/// <param name="runId">The run that was to be retracted.</param>
/// <param name="later">What later runs published on top, as name and run, the newest first.</param>
public sealed class LaterRunException(Guid runId, IReadOnlyList<(string What, Guid RunId)> later)
    : PenstockException(
        "Later runs published on top of this one",
        string.Join(", ", later.Select(l => $"{l.What} (run {l.RunId})")),
        "Nothing was retracted",
        string.Join(", then ", later.Select(l => l.RunId).Distinct().Append(runId).Select(r => $"penstock undo {r}"))
    );
