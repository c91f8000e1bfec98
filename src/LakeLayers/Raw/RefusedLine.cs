namespace Penstock.LakeLayers.Raw;

/// <summary>A line that is no JSON document.</summary>
/// <param name="Position">Its number, from 1.</param>
/// <param name="Reason">Why.</param>
/// <param name="Text">The line; bytes that are no UTF-8 as U+FFFD, at most 1 MB.</param>
internal sealed record RefusedLine(long Position, string Reason, string Text);
