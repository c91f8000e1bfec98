using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Penstock.PdfReader;

/// <summary>The filters of PdfPig, with a word about compressed data that are damaged.</summary>
internal sealed class WatchedFilters(Complaints complaints) : BaseFilterProvider(Watch(complaints))
{
    private static readonly string[] Names =
    [
        "ASCII85Decode",
        "A85",
        "ASCIIHexDecode",
        "AHx",
        "CCITTFaxDecode",
        "CCF",
        "DCTDecode",
        "DCT",
        "FlateDecode",
        "Fl",
        "JBIG2Decode",
        "JPXDecode",
        "RunLengthDecode",
        "RL",
        "LZWDecode",
        "LZW",
    ];

    private static Dictionary<string, IFilter> Watch(Complaints complaints)
    {
        var filters = Names.ToDictionary(
            n => n,
            n => DefaultFilterProvider.Instance.GetNamedFilters([NameToken.Create(n)])[0]
        );
        foreach (var name in new[] { "FlateDecode", "Fl" })
            filters[name] = new WatchedFlate(filters[name], complaints);
        return filters;
    }
}
