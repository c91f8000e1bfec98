using Penstock.Core.Errors;
using Penstock.Core.Scripting;

namespace Penstock.Workflows.Expressions.Liquid;

/// <summary>
/// The template engine's text: npm <c>liquidjs</c>. A build in a checkout whose npm packages are installed has it inside the
/// assembly; else it is looked for at run time.
/// </summary>
internal static class LiquidSource
{
    private static readonly Lazy<string?> Text = new(
        () => LibraryText.Npm(typeof(LiquidSource).Assembly, "liquidjs", "dist/liquid.browser.min.js"),
        LazyThreadSafetyMode.PublicationOnly
    );

    /// <summary>What runs after the library.</summary>
    public static string Prelude { get; } = LibraryText.Own(typeof(LiquidSource).Assembly, "liquid.js");

    /// <summary>Null when the library is there; else what to do.</summary>
    public static string? Missing =>
        Text.Value is not null ? null : "the npm package liquidjs is not installed: npm ci --prefix eng/npm";

    /// <exception cref="UsageException">The library is not there.</exception>
    public static string Library =>
        Text.Value
        ?? throw new UsageException(
            $"Liquid expressions cannot be evaluated: {Missing}",
            "liquidjs",
            "npm ci --prefix eng/npm"
        );
}
