using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;

namespace Penstock.PdfReader;

/// <summary>Optional content (ISO 32000-1, 8.11) that a viewer does not show: PdfPig reads it with the rest.</summary>
internal static class HiddenLayers
{
    public static bool AreIn(Structure structure)
    {
        var configuration = Get(Get(structure.Catalog.CatalogDictionary, "OCProperties"), "D") as DictionaryToken;
        return Get(configuration, "OFF") is ArrayToken { Data.Count: > 0 }
            || Get(configuration, "BaseState") is NameToken { Data: "OFF" };

        IToken? Get(IToken? dictionary, string name) =>
            dictionary is DictionaryToken fields && fields.TryGet(NameToken.Create(name), out var token)
                ? Tokens.Resolve(structure, token)
                : null;
    }
}
