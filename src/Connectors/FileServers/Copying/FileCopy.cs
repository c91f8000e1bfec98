using Penstock.Core.Errors;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Zones;
using Polly;

namespace Penstock.Connectors.FileServers.Copying;

/// <summary>
/// Copies one file into scratch space of landing's store: as many tries as it takes, each going on where the last one was cut.
/// </summary>
internal sealed class FileCopy(
    LandingZone landing,
    FilesToLandingOptions options,
    ResiliencePipeline retries,
    TimeProvider time,
    Guid runId,
    Action<int> arrived
)
{
    /// <summary>
    /// The bytes, complete and hashed, to be stored by the caller; no bytes when they are the ones that are known.
    /// </summary>
    public async Task<(LandingDraft Draft, StagedObject? Staged)> CopyAsync(
        IFileServer server,
        FileEntry file,
        LandedObject? known,
        CancellationToken cancellationToken
    )
    {
        using var timeLimit = new CancellationTokenSource(options.FileTimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeLimit.Token);
        var staged = landing.Objects.Stage();
        var isToStore = false;
        using var writer = new HashedWriter(staged.Content);
        var current = file;
        try
        {
            var isRetry = false;
            await retries.ExecuteAsync(
                async token =>
                {
                    if (isRetry)
                        current = await LookAgainAsync(server, current, writer, token);
                    isRetry = true;
                    await ContinueAsync(server, current, writer, token);
                },
                either.Token
            );
            var draft = new LandingDraft(
                options.Feed,
                server.UriOf(current.Path),
                current.Name,
                writer.Position,
                writer.Finish(),
                MediaTypes.Of(current.Name),
                runId
            )
            {
                SourceModifiedAt = current.ModifiedAt,
                Properties = current.Version is { } version ? new() { ["version"] = version } : [],
            };
            isToStore = known?.Sha256 != draft.Sha256;
            return (draft, isToStore ? staged : null);
        }
        catch (OperationCanceledException)
            when (timeLimit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new PenstockException(
                $"Copying took longer than {options.FileTimeLimit}",
                server.UriOf(current.Path),
                $"{writer.Position} of {current.Size?.ToString() ?? "?"} bytes had come; nothing of the file is in landing",
                "raise fileTimeLimit, or look at the server's speed"
            );
        }
        finally
        {
            if (!isToStore)
                await staged.DisposeAsync();
        }
    }

    private async Task ContinueAsync(
        IFileServer server,
        FileEntry file,
        HashedWriter writer,
        CancellationToken cancellationToken
    )
    {
        CheckSize(server, file, file.Size ?? 0);
        var isResumed = writer.Position > 0;
        if (writer.Position == 0 || writer.Position != file.Size)
        {
            await using var content = await server.OpenReadAsync(file, writer.Position, cancellationToken);
            await writer.AppendAsync(content, options.MaxFileSize, arrived, cancellationToken);
        }
        CheckSize(server, file, writer.Position);
        if (file.Size is { } size && writer.Position < size)
            throw FileServerErrors.Cut(server.UriOf(file.Path), writer.Position, size);
        if (file.Size is { } told && writer.Position > told)
        {
            throw new TransientException(
                $"The file grew while it was copied: {told} bytes were listed, {writer.Position} came",
                server.UriOf(file.Path),
                "Nothing of it is in landing yet",
                "run the step again when the file is complete"
            );
        }
        // Its halves must be of one file: a change between looking and reading on would have joined two.
        if (
            isResumed
            && await server.FindAsync(file.Path, cancellationToken) is var now
            && now?.HasSameFacts(file) != true
        )
            throw new TransientException(
                "The file changed while it was copied",
                server.UriOf(file.Path),
                "Nothing of it is in landing yet",
                "run the step again"
            );
    }

    // What was received is the beginning of the file only as long as the file is the same one.
    private static async Task<FileEntry> LookAgainAsync(
        IFileServer server,
        FileEntry before,
        HashedWriter writer,
        CancellationToken cancellationToken
    )
    {
        var now =
            await server.FindAsync(before.Path, cancellationToken)
            ?? throw FileServerErrors.NotFound(server.UriOf(before.Path), "it was there when the folder was listed");
        var canCompare = before.ModifiedAt is not null || before.Version is not null;
        if (!canCompare || !now.HasSameFacts(before) || writer.Position > now.Size)
            writer.Restart();
        return now with { Name = before.Name };
    }

    private void CheckSize(IFileServer server, FileEntry file, long size)
    {
        if (size > options.MaxFileSize)
        {
            throw new PenstockException(
                $"The file is larger than maxFileSize ({(file.Size is { } told ? $"{told} bytes, " : "")}{options.MaxFileSize} are allowed)",
                server.UriOf(file.Path),
                "Nothing of it is in landing",
                "raise maxFileSize, or exclude the file"
            );
        }
    }
}
