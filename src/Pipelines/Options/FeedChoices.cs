using Penstock.LakeLayers.Zones;
using Penstock.Workflows.Activities.Descriptors;

namespace Penstock.Pipelines.Options;

/// <summary>The feeds of landing, and those that workflows name and have not filled yet.</summary>
public sealed class FeedChoices(Platform platform) : IInputOptionsProvider
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SelectOption>> GetOptionsAsync(
        InputOptionsContext context,
        CancellationToken cancellationToken
    )
    {
        var landed = (await new ZoneQueries(platform.Lake).ListAsync(cancellationToken))
            .Where(t => t.Zone == "landing")
            .Select(t => t.Name);
        var named = await NamesInDefinitions.OfAsync(platform.Metadata, ["feed"], cancellationToken);
        return [.. landed.Concat(named).Distinct(StringComparer.Ordinal).Select(SelectOption.Of)];
    }
}
