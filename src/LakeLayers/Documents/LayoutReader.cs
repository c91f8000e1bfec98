using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// Reads what <c>pdftotext -bbox-layout</c> prints, page by page. It looks like XHTML, but control characters of the
/// document are
/// in it as they are, so no XML reader takes it; it is one element a line, and poppler escapes <c>&lt; &gt; &amp; " '</c>.
/// </summary>
internal sealed class LayoutReader(Stream input, PdfLimits limits, int firstPage, string readBy)
{
    private readonly ElementBuffer _elements = new(input, limits.PageBytes);
    private readonly PageComposer _composer = new();
    private (float Width, float Height) _size;
    private int _number = firstPage - 1;
    private long _pageStart;

    /// <summary>The document's own words about itself; complete when the first page arrives.</summary>
    public PdfMetadata Metadata { get; private set; } = new();

    /// <summary>Whether the document's end was seen: false after a parser that was cut off.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Which limit was reached, for people; null when none.</summary>
    public string? ReachedLimit { get; private set; }

    public async IAsyncEnumerable<LayoutPage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _elements.MoveNextAsync(cancellationToken))
        {
            if (Take() is not { } page)
            {
                if (_elements.Total - _pageStart <= limits.PageBytes)
                    continue;
                ReachedLimit = $"Page {_number} has over {limits.PageBytes} bytes of text and word boxes";
                yield break;
            }
            if (page.Page.Number > limits.Pages)
            {
                ReachedLimit = $"The document has more than {limits.Pages} pages";
                yield break;
            }
            yield return page;
            if (_elements.Total <= limits.OutputBytes)
                continue;
            ReachedLimit = $"The document has over {limits.OutputBytes} bytes of text and word boxes";
            yield break;
        }
        if (_elements.IsOverLimit)
            ReachedLimit = $"One word of page {_number} is over {limits.PageBytes} bytes";
    }

    private LayoutPage? Take()
    {
        var element = _elements.Current;
        if (element.StartsWith("<word "u8))
            AddWord(element);
        else if (element.StartsWith("</line>"u8))
            _composer.EndLine();
        else if (element.StartsWith("</flow>"u8))
            _composer.EndFlow();
        else if (element.StartsWith("<page "u8))
            StartPage(element);
        else if (element.StartsWith("</page>"u8))
            return EndPage();
        else if (element.StartsWith("</doc>"u8))
            IsComplete = true;
        else if (_number < firstPage)
            AddMetadata(element);
        return null;
    }

    private void AddWord(ReadOnlySpan<byte> element)
    {
        var numbers = new AttributeReader(element);
        var box = new WordBox(numbers.NextNumber(), numbers.NextNumber(), numbers.NextNumber(), numbers.NextNumber());
        var text = numbers.Rest;
        _composer.Add(Unescape(text[(text.IndexOf((byte)'>') + 1)..^"</word>".Length]), box);
    }

    private void StartPage(ReadOnlySpan<byte> element)
    {
        var numbers = new AttributeReader(element);
        _size = ((float)numbers.NextNumber(), (float)numbers.NextNumber());
        _number++;
        _pageStart = _elements.Total;
        _composer.Clear();
    }

    private LayoutPage EndPage()
    {
        var page = new PdfPage(_number, _size.Width, _size.Height, _composer.Text, _composer.Words, readBy);
        return new LayoutPage(page, _composer.IsCertain, _elements.Total - _pageStart);
    }

    private void AddMetadata(ReadOnlySpan<byte> element)
    {
        if (element.StartsWith("<title>"u8))
        {
            Metadata = Metadata with { Title = NullIfBlank(Unescape(element["<title>".Length..^"</title>".Length])) };
            return;
        }
        if (!element.StartsWith("<meta "u8))
            return;
        var attributes = new AttributeReader(element);
        var name = Encoding.UTF8.GetString(attributes.NextText());
        var value = NullIfBlank(Unescape(attributes.NextText()));
        Metadata = name switch
        {
            "Author" => Metadata with { Author = value },
            "Subject" => Metadata with { Subject = value },
            "Creator" => Metadata with { Creator = value },
            "Producer" => Metadata with { Producer = value },
            "CreationDate" => Metadata with { CreatedAt = PdfDate.Parse(value) },
            "ModDate" => Metadata with { ModifiedAt = PdfDate.Parse(value) },
            _ => Metadata,
        };
    }

    private static string? NullIfBlank(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Unescape(ReadOnlySpan<byte> text)
    {
        var plain = Encoding.UTF8.GetString(text);
        return plain.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(plain) : plain;
    }
}
