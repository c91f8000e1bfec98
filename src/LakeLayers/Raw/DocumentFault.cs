namespace Penstock.LakeLayers.Raw;

/// <summary>Why a document cannot be taken. The line goes to quarantine with it; people never see it as an exception.</summary>
internal sealed class DocumentFault(string reason, string? field = null) : Exception(reason)
{
    /// <summary>The field, for instance <c>items[2].at</c>; null when the fault is about the whole line.</summary>
    public string? Field { get; } = field;
}
