namespace Penstock.Jinja.Tests;

/// <summary>A template, and what Jinja2 gives for it or how it fails.</summary>
internal sealed record ReferenceCase(string Template, string? Gives, string? Fails, int? Line);
