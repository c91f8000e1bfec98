using Penstock.Workflows.Activities.Descriptors;

namespace Penstock.Pipelines.Options;

/// <summary>The connections of the configuration whose addresses have one of some schemes.</summary>
public abstract class SourceChoices(Platform platform, params string[] schemes) : IInputOptionsProvider
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SelectOption>> GetOptionsAsync(
        InputOptionsContext context,
        CancellationToken cancellationToken
    )
    {
        // The address is shown without what may be a login.
        var options = platform
            .Configuration.Options.Sources.Where(s =>
                schemes.Any(scheme => s.Value.Url.StartsWith(scheme + ":", StringComparison.OrdinalIgnoreCase))
            )
            .OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => new SelectOption($"{s.Key} ({s.Value.Url.Split(':')[0]})", s.Key));
        return ValueTask.FromResult<IReadOnlyList<SelectOption>>([.. options]);
    }
}
