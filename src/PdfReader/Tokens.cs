using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;

namespace Penstock.PdfReader;

/// <summary>Follows references between objects.</summary>
internal static class Tokens
{
    private const int MostSteps = 16;

    /// <summary>The object itself; null when the reference leads nowhere.</summary>
    public static IToken? Resolve(Structure structure, IToken? token)
    {
        for (var i = 0; token is IndirectReferenceToken reference && i < MostSteps; i++)
            token = structure.GetObject(reference.Data)?.Data;
        return token;
    }
}
