using Penstock.Workflows.Activities.Descriptors;

namespace Penstock.Pipelines.Options;

/// <summary>The folders below the workflows folder.</summary>
public sealed class ProjectChoices(Platform platform) : IInputOptionsProvider
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SelectOption>> GetOptionsAsync(
        InputOptionsContext context,
        CancellationToken cancellationToken
    ) =>
        ValueTask.FromResult<IReadOnlyList<SelectOption>>(
            Directory.Exists(platform.WorkflowsFolder)
                ?
                [
                    .. Directory
                        .EnumerateDirectories(platform.WorkflowsFolder)
                        .Select(d => SelectOption.Of(Path.GetFileName(d)))
                        .OrderBy(o => o.Value, StringComparer.Ordinal),
                ]
                : []
        );
}
