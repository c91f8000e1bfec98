using Penstock.Jinja.Parsing;

namespace Penstock.Jinja;

/// <summary>How templates are read. The defaults are those of Jinja2.</summary>
public sealed record JinjaOptions
{
    /// <summary>Whether the first newline after a block is left out.</summary>
    public bool TrimBlocks { get; init; }

    /// <summary>Whether blanks from the start of a line to a block are left out.</summary>
    public bool LstripBlocks { get; init; }

    /// <summary>Whether a newline at the end of the template is kept.</summary>
    public bool KeepTrailingNewline { get; init; }

    /// <summary>Tags beyond those of Jinja2.</summary>
    public IReadOnlyDictionary<string, TagRule> Tags { get; init; } = new Dictionary<string, TagRule>();

    /// <summary>What a rendering may use.</summary>
    public JinjaLimits Limits { get; init; } = new();
}
