using System.Text.Json.Nodes;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>A text to render.</summary>
/// <param name="File">Its file, for messages.</param>
/// <param name="Text">Its text.</param>
/// <param name="Table">What <c>this</c> stands for, <c>zone.table</c>.</param>
/// <param name="Modes">What <c>is_incremental()</c> says; rendered once for each.</param>
internal sealed record TemplateSource(string File, string Text, string? Table, IReadOnlyList<bool> Modes)
{
    /// <summary>More words, for this text alone.</summary>
    public IReadOnlyDictionary<string, JsonNode?>? Words { get; init; }
}
