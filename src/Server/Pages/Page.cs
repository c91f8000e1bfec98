using Penstock.Server.Html;

namespace Penstock.Server.Pages;

/// <summary>What a page shows within the frame that all have.</summary>
/// <param name="Title">The browser's title, before the product's name.</param>
/// <param name="Area">The navigation entry that is marked; none when empty.</param>
/// <param name="Body">Everything below the top bar.</param>
internal sealed record Page(string Title, string Area, Markup Body)
{
    /// <summary>More style sheets, before our own.</summary>
    public Markup Head { get; init; }

    /// <summary>Scripts at the end.</summary>
    public Markup Scripts { get; init; }

    /// <summary>Without the top bar: signing in.</summary>
    public bool IsPlain { get; init; }

    public int Status { get; init; } = 200;
}
