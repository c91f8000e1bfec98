namespace Penstock.LakeLayers.Raw;

/// <summary>A line that cannot be taken.</summary>
/// <param name="Position">Its number, from 1.</param>
/// <param name="Reason">Why.</param>
/// <param name="Text">The line; bytes that are no UTF-8 as U+FFFD, at most 1 MB.</param>
/// <param name="Field">The field that the reason is about; null when it is about the whole line.</param>
/// <param name="Id">The document's <c>_id</c> as text, as far as it could be read.</param>
internal sealed record RefusedLine(long Position, string Reason, string Text, string? Field = null, string? Id = null);
