namespace Penstock.Jinja.Parsing;

/// <summary>What a tag beyond Jinja's own means.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Word">For a macro the start of its name; for a refused tag why.</param>
/// <param name="Next">For a refused tag what to do instead.</param>
public sealed record TagRule(TagKind Kind, string Word = "", string? Next = null);
