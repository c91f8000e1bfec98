using Penstock.LakeLayers.Zones;
using Penstock.Workflows.Activities.Descriptors;

namespace Penstock.Pipelines.Options;

/// <summary>The tables of the lake, and those that workflows name and have not filled yet.</summary>
public sealed class TableChoices(Platform platform) : IInputOptionsProvider
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SelectOption>> GetOptionsAsync(
        InputOptionsContext context,
        CancellationToken cancellationToken
    )
    {
        var tables = (await new ZoneQueries(platform.Lake).ListAsync(cancellationToken))
            .Where(t => t.Zone != "landing")
            .Select(t => $"{t.Zone}.{t.Name}");
        var named = await NamesInDefinitions.OfAsync(
            platform.Metadata,
            ["table", "documentsTable", "pagesTable", "chunksTable"],
            cancellationToken
        );
        var fallback = context.Input.DefaultValue is string text ? [text] : Array.Empty<string>();
        return [.. tables.Concat(named).Concat(fallback).Distinct(StringComparer.Ordinal).Select(SelectOption.Of)];
    }
}
