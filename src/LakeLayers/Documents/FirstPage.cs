namespace Penstock.LakeLayers.Documents;

/// <summary>A page as PdfPig read it.</summary>
/// <param name="Number">Counts from 1.</param>
/// <param name="Page">The page; null when it could not be read.</param>
/// <param name="Doubt">Why the other parser is asked about it; null when it is not.</param>
/// <param name="Bytes">Bytes it came in.</param>
internal sealed record FirstPage(int Number, PdfPage? Page, string? Doubt, long Bytes);
