using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;

namespace Penstock.PdfReader;

/// <summary>Looks for what is drawn over a page's own content (ISO 32000-1, 12.5): PdfPig reads no text from it.</summary>
internal sealed class Annotations(Structure structure)
{
    /// <summary>
    /// Whether the page has an annotation or a field that may show text: any but a link, or a link with an appearance.
    /// </summary>
    public bool MayShowText(Page page)
    {
        if (!page.Dictionary.TryGet(NameToken.Annots, out var token))
            return false;
        return Resolve(token) is not ArrayToken annotations || annotations.Data.Any(a => MayShowText(Resolve(a)));
    }

    private bool MayShowText(IToken? annotation)
    {
        if (annotation is not DictionaryToken fields)
            return false;
        var kind = fields.TryGet(NameToken.Subtype, out var subtype) ? Resolve(subtype) : null;
        return kind is not NameToken name
            || name.Data is not ("Link" or "Popup")
            || fields.ContainsKey(NameToken.Create("AP"));
    }

    private IToken? Resolve(IToken token) => Tokens.Resolve(structure, token);
}
