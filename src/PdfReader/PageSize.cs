using UglyToad.PdfPig.Content;

namespace Penstock.PdfReader;

/// <summary>The size of a page as its media box has it, before it is turned.</summary>
internal readonly record struct PageSize(double Width, double Height)
{
    public PageSize(Page page)
        : this(page.MediaBox.Bounds.Width, page.MediaBox.Bounds.Height) { }
}
