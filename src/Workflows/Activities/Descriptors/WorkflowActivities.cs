using System.Text;
using Penstock.Core.Metadata;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>
/// Keeps the registry's workflow activities equal to the published definitions that are usable as an activity. Older versions
/// that
/// were published once stay known, out of the toolbox, for the workflows that still hold them.
/// </summary>
public sealed class WorkflowActivities(ActivityRegistry registry, MetadataStore metadata)
    : IDefinitionListener,
        IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private string? _seen;

    /// <inheritdoc/>
    public Task PublicationsChangedAsync(CancellationToken cancellationToken) => RefreshAsync(cancellationToken);

    /// <summary>
    /// Reads the definitions anew when something was published since, by this process or another. Cheap when nothing was.
    /// </summary>
    public async Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var state = await StateAsync(cancellationToken);
            if (state == _seen)
                return;
            registry.ReplaceSynthetic(Describe(await ReadAsync(cancellationToken)));
            _seen = state;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary><c>Nightly ingest</c> becomes <c>NightlyIngest</c>: letters and digits, each word with a capital.</summary>
    internal static string TypeNameOf(string name)
    {
        var text = new StringBuilder();
        var starts = true;
        foreach (var c in name)
        {
            if (char.IsLetterOrDigit(c))
                text.Append(starts ? char.ToUpperInvariant(c) : c);
            starts = !char.IsLetterOrDigit(c);
        }
        return text.Length == 0 ? "Workflow" : text.ToString();
    }

    private List<ActivityDescriptor> Describe(List<StoredDefinition> all)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var descriptors = new List<ActivityDescriptor>();
        foreach (var versions in all.GroupBy(d => d.Info.DefinitionId, StringComparer.Ordinal))
        {
            var published = versions.FirstOrDefault(v => v.Info.IsPublished)?.Info;
            // The Studio cannot load two descriptors of one type and version: a second workflow of the same name gets its id too.
            foreach (var named in versions.GroupBy(v => TypeNameOf(v.Info.Name), StringComparer.Ordinal))
            {
                var name =
                    taken.Add(named.Key) && !registry.IsBuiltIn(named.Key) ? named.Key : $"{named.Key}_{versions.Key}";
                descriptors.AddRange(named.Select(v => SyntheticDescriptors.Of(v, published, name)));
            }
        }
        return descriptors;
    }

    private async Task<string> StateAsync(CancellationToken cancellationToken)
    {
        await using var command = metadata.DataSource.CreateCommand(
            """
            SELECT coalesce(md5(string_agg(id || saved_at || is_published, ',' ORDER BY id)), '')
            FROM workflow.definition WHERE usable_as_activity AND published_at IS NOT NULL
            """
        );
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<List<StoredDefinition>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = metadata.DataSource.CreateCommand(
            $"""
            SELECT {DefinitionRows.WithJson} FROM workflow.definition WHERE usable_as_activity AND published_at IS NOT NULL
            ORDER BY created_at, definition_id, version
            """
        );
        return await command.ReadAsync(DefinitionRows.ReadStored, cancellationToken);
    }
}
