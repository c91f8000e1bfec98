using Penstock.Core.Errors;
using Penstock.Core.Steps;

namespace Penstock.Connectors.FileServers.Copying;

/// <summary>Walks the server's folders and chooses what to copy.</summary>
internal static class FileChoice
{
    private const int DeepestFolder = 64;

    public static async Task<ChosenFiles> ListAsync(
        IFileServer server,
        FilesToLandingOptions options,
        CancellationToken cancellationToken
    )
    {
        var globs = new FileGlobs(options.Include, options.Exclude);
        var chosen = new List<FileEntry>();
        var failures = new List<FileFailure>();
        var folders = new Queue<(string Path, string Prefix, int Depth)>();
        folders.Enqueue((await server.ResolveAsync(options.Folder, cancellationToken), "", 0));
        while (folders.TryDequeue(out var folder))
        {
            FolderListing listing;
            try
            {
                listing = await server.ListAsync(folder.Path, cancellationToken);
            }
            catch (PenstockException e) when (folder.Depth > 0 && !e.IsTransient)
            {
                failures.Add(new FileFailure(server.UriOf(folder.Path), e));
                continue;
            }
            failures.AddRange(listing.Failures);
            foreach (var entry in listing)
            {
                var relative = folder.Prefix + entry.Name;
                if (entry.IsDirectory)
                {
                    if (options.Recursive && folder.Depth < DeepestFolder)
                        folders.Enqueue((entry.Path, relative + "/", folder.Depth + 1));
                    else if (options.Recursive)
                        failures.Add(new FileFailure(server.UriOf(entry.Path), TooDeep(server.UriOf(entry.Path))));
                }
                else if (globs.Takes(relative) && IsInWindow(server, entry, options.Window))
                {
                    chosen.Add(entry);
                }
            }
            if (chosen.Count > options.MaxFiles)
            {
                throw new PenstockException(
                    $"The folder has more than {options.MaxFiles} files that match",
                    server.UriOf(folder.Path),
                    "Nothing was copied",
                    "narrow include, or raise maxFiles if it is meant"
                );
            }
        }
        return new ChosenFiles(chosen, failures);
    }

    private static PenstockException TooDeep(string uri) =>
        new(
            $"The folder is more than {DeepestFolder} folders deep",
            uri,
            "Nothing of it was copied",
            "make a connection with its address, or exclude what leads there in a circle"
        );

    private static bool IsInWindow(IFileServer server, FileEntry entry, TimeWindow? window) =>
        window is not { } wanted
        || (
            entry.ModifiedAt is { } time
                ? time >= wanted.Start && time < wanted.End
                : throw new PenstockException(
                    "The server does not tell when a file was changed, so none can be chosen by a window of time",
                    server.UriOf(entry.Path),
                    "Nothing was copied",
                    "leave the window of the activity empty"
                )
        );
}
