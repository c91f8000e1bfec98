using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Penstock.PdfReader;

/// <summary>PdfPig gives damaged data back as they are, without a word: then text is missing.</summary>
internal sealed class WatchedFlate(IFilter flate, Complaints complaints) : IFilter
{
    public bool IsSupported => flate.IsSupported;

    public Memory<byte> Decode(
        Memory<byte> input,
        DictionaryToken streamDictionary,
        IFilterProvider filterProvider,
        int filterIndex
    )
    {
        var output = flate.Decode(input, streamDictionary, filterProvider, filterIndex);
        if (output.Equals(input) && !input.IsEmpty)
            complaints.Add("Compressed data are damaged");
        return output;
    }
}
