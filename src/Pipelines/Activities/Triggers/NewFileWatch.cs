using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Enumeration;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Penstock.Connectors.FileServers;
using Penstock.Pipelines.Connections;
using Penstock.Workflows.Triggers;

namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>Looks at file servers for the New File triggers.</summary>
internal sealed class NewFileWatch(
    Platform platform,
    TriggerStore triggers,
    StimulusSender sender,
    TimeProvider time,
    ILogger<NewFileWatch> log
) : ITriggerWatch
{
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _next = [];

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var trigger in await triggers.ListAsync(["Penstock.NewFile"], cancellationToken))
        {
            if (
                time.GetUtcNow() < _next.GetValueOrDefault(trigger.Id)
                || trigger.PayloadAs<NewFileStimulus>() is not { } wanted
            )
                continue;
            _next[trigger.Id] = time.GetUtcNow() + wanted.Interval;
            try
            {
                await triggers.AloneAsync(
                    $"{trigger.DefinitionId}/{trigger.ActivityId}",
                    () => LookAsync(trigger, wanted, cancellationToken),
                    cancellationToken
                );
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(
                    e,
                    "The trigger of {Definition} could not look for new files on {Connection}; it tries again in {Interval}",
                    trigger.DefinitionId,
                    wanted.Connection,
                    wanted.Interval
                );
            }
        }
    }

    private async Task LookAsync(StoredTrigger trigger, NewFileStimulus wanted, CancellationToken cancellationToken)
    {
        await using var server = FileServers.Open(platform.FileServer(wanted.Connection));
        var files = (
            await server.ListAsync(await server.ResolveAsync(wanted.Folder, cancellationToken), cancellationToken)
        )
            .Where(f =>
                !f.IsDirectory
                && wanted.Include.Any(p => FileSystemName.MatchesSimpleExpression(p, f.Name, ignoreCase: false))
            )
            .ToList();
        var facts = files.ToDictionary(f => f.Path, Facts, StringComparer.Ordinal);
        var before = await triggers.PositionAsync<NewFilePosition>(trigger, cancellationToken);
        var after = before is null
            ? new NewFilePosition(facts, [])
            : new NewFilePosition(
                before.Seen.Where(s => facts.ContainsKey(s.Key)).ToDictionary(StringComparer.Ordinal),
                []
            );
        foreach (var file in files)
        {
            if (after.Seen.GetValueOrDefault(file.Path) == facts[file.Path])
                continue;
            if (before?.Fresh.GetValueOrDefault(file.Path) != facts[file.Path])
            {
                after.Fresh[file.Path] = facts[file.Path];
                continue;
            }
            var found = new
            {
                path = file.Path,
                name = file.Name,
                size = file.Size,
                modifiedAt = file.ModifiedAt,
            };
            await sender.StartAsync(
                trigger,
                new StimulusOptions
                {
                    // The same facts of the same file are one occasion, should this process be gone before it has remembered
                    // them.
                    Occasion = $"{file.Path}|{facts[file.Path]}",
                    TriggeredBy = $"new file {file.Name} on {wanted.Connection}",
                    Input = new Dictionary<string, object?>
                    {
                        [DataTrigger.Key] = JsonSerializer.SerializeToNode(found),
                    },
                },
                cancellationToken
            );
            after.Seen[file.Path] = facts[file.Path];
        }
        await triggers.SetPositionAsync(trigger, after, time.GetUtcNow(), cancellationToken);
    }

    private static string Facts(FileEntry file) =>
        string.Create(CultureInfo.InvariantCulture, $"{file.Size}|{file.ModifiedAt:O}|{file.Version}");
}
