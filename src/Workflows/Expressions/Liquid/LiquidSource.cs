using Penstock.Core.Configuration;
using Penstock.Core.Errors;
using Penstock.Workflows.Expressions.JavaScript;

namespace Penstock.Workflows.Expressions.Liquid;

/// <summary>
/// The template engine's text: npm <c>liquidjs</c>. A build in a checkout whose npm packages are installed has it inside the
/// assembly; else it is looked for at run time.
/// </summary>
internal static class LiquidSource
{
    private const string FileName = "liquid.browser.min.js";
    private static readonly Lazy<string?> Text = new(Find, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>What runs after the library.</summary>
    public static string Prelude { get; } = ScriptSource.Read("liquid.js") ?? throw new InvalidOperationException("The assembly lacks liquid.js");

    /// <summary>Null when the library is there; else what to do.</summary>
    public static string? Missing => Text.Value is not null ? null : "the npm package liquidjs is not installed: npm ci --prefix eng/npm";

    /// <exception cref="UsageException">The library is not there.</exception>
    public static string Library => Text.Value ?? throw new UsageException($"Liquid expressions cannot be evaluated: {Missing}", FileName, "npm ci --prefix eng/npm");

    private static string? Find() => ScriptSource.Read(FileName)
        ?? (NpmPackages.Candidates("liquidjs", Path.Combine("dist", FileName)).FirstOrDefault(File.Exists) is { } path ? File.ReadAllText(path) : null);
}
