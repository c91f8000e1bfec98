using Penstock.PdfReader.Layout;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Graphics.Operations.TextShowing;
using UglyToad.PdfPig.Tokens;

namespace Penstock.PdfReader;

/// <summary>
/// One open document: its pages' words and texts, and for each page why another parser should be asked about it, if so.
/// </summary>
internal sealed class DocumentReader : IDisposable
{
    // Reading from memory is several times faster than seeking in a file.
    private const long MostBytesInMemory = 64 << 20;
    private readonly Complaints _complaints = new();
    private readonly PdfDocument _document;
    private readonly Annotations _annotations;
    private readonly string _doubtAboutAll;

    /// <summary>Opens it.</summary>
    /// <exception cref="Exception">The file is no PDF, needs a password, or is broken in a way the parser does not
    /// mend.</exception>
    public DocumentReader(string path)
    {
        var options = new ParsingOptions
        {
            Logger = _complaints,
            FilterProvider = new WatchedFilters(_complaints),
            SkipMissingFonts = true,
            UseActualText = true,
        };
        _document =
            new FileInfo(path).Length <= MostBytesInMemory
                ? PdfDocument.Open(File.ReadAllBytes(path), options)
                : PdfDocument.Open(path, options);
        _annotations = new Annotations(_document.Structure);
        var complaint = _complaints.Take();
        _doubtAboutAll =
            complaint.Length > 0 ? complaint
            : HiddenLayers.AreIn(_document.Structure) ? "Layers are switched off"
            : "";
    }

    /// <summary>Reads the pages, at most so many.</summary>
    public void Read(int mostPages, ReplyWriter replies)
    {
        var pages = _document.NumberOfPages;
        replies.Document(pages, _document.Information);
        for (var number = 1; number <= Math.Min(pages, mostPages); number++)
        {
            try
            {
                ReadPage(number, replies);
            }
            catch (Exception e) when (e is not OutOfMemoryException and not AskerGoneException)
            {
                replies.Unread(number, $"{e.GetType().Name}: {e.Message}");
            }
        }
    }

    public void Dispose() => _document.Dispose();

    private void ReadPage(int number, ReplyWriter replies)
    {
        _complaints.Take();
        var page = _document.GetPage(number);
        var glyphs = new PageGlyphs(page);
        var text = PageText.Compose(glyphs.Shown);
        replies.Page(number, new PageSize(page), Doubt(page, glyphs), text);
    }

    private string Doubt(Page page, PageGlyphs glyphs)
    {
        if (_doubtAboutAll.Length > 0)
            return _doubtAboutAll;
        if (_complaints.Take() is { Length: > 0 } complaint)
            return complaint;
        if (glyphs.Doubt is { } doubt)
            return doubt;
        if (!glyphs.HasText && page.Operations.Any(IsShowingText))
            return "Text is shown and none was found";
        return _annotations.MayShowText(page) ? "Annotations or fields of a form may show text" : "";
    }

    private static bool IsShowingText(object operation) =>
        operation
            is ShowText
                or ShowTextsWithPositioning
                or MoveToNextLineShowText
                or MoveToNextLineShowTextWithSpacing;
}
