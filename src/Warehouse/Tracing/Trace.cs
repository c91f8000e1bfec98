using Penstock.LakeLayers.Zones;

namespace Penstock.Warehouse.Tracing;

/// <summary>The way from one row back to the bytes it came from.</summary>
/// <param name="Rows">The rows on the way, from the one that was asked for.</param>
/// <param name="Landed">The landing object; its hash was checked.</param>
/// <param name="Position">The line (for JSON lines) or page (for documents) in it, from 1.</param>
/// <param name="Source">The bytes of that line as text; null for documents, whose object is the whole file.</param>
public sealed record Trace(IReadOnlyList<TracedRow> Rows, LandedObject Landed, long Position, string? Source);
