namespace Penstock.LakeLayers.Documents;

/// <summary>
/// A page as composed from the layout. <see cref="IsTextCertain"/> says whether <c>pdftotext</c> is sure to print the
/// same text.
/// </summary>
/// <param name="Page">The page.</param>
/// <param name="IsTextCertain">False: ask <c>pdftotext</c> for the page's text.</param>
/// <param name="Bytes">Bytes of layout it was read from.</param>
internal sealed record LayoutPage(PdfPage Page, bool IsTextCertain, long Bytes);
