using System.Text.Json.Nodes;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>Texts to render together.</summary>
/// <param name="Macros">Files of macros, which all texts see.</param>
/// <param name="Templates">The texts.</param>
/// <param name="Names">What <c>ref</c> may be given, and the tables that it may mean.</param>
/// <param name="Variables">Values for <c>var</c>.</param>
/// <param name="FullRefresh">What <c>flags.FULL_REFRESH</c> says.</param>
internal sealed record TemplateRequest(
    IReadOnlyList<MacroFile> Macros,
    IReadOnlyList<TemplateSource> Templates,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Names,
    IReadOnlyDictionary<string, JsonNode?> Variables,
    bool FullRefresh
)
{
    /// <summary>Models and seeds that are disabled, by their names, with their files.</summary>
    public IReadOnlyDictionary<string, string> Disabled { get; init; } = new Dictionary<string, string>();
}

/// <summary>A file of macros.</summary>
internal sealed record MacroFile(string File, string Text);
