using Penstock.Core.Errors;
using Penstock.Core.Processes;
using Penstock.LakeLayers.Contracts;

namespace Penstock.Cli.Commands;

/// <summary>Another version of a contract's file: another file, or the same at a git revision.</summary>
internal static class ContractRevision
{
    /// <exception cref="UsageException">There is neither a file nor a revision of that name, or it is no contract of the same
    /// table.</exception>
    public static async Task<DataContract> ReadAsync(
        string fileOrRevision,
        string path,
        CancellationToken cancellationToken
    )
    {
        var label = File.Exists(fileOrRevision) ? fileOrRevision : $"{fileOrRevision}:{path}";
        var text = File.Exists(fileOrRevision)
            ? await File.ReadAllTextAsync(fileOrRevision, cancellationToken)
            : await AtAsync(fileOrRevision, path, cancellationToken);
        return DataContract.Parse(path, text, label);
    }

    private static async Task<string> AtAsync(string revision, string path, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        // A revision cannot be taken for an option: the path follows it in one word.
        if (revision.StartsWith('-'))
            throw new UsageException("Not a file and not a git revision", revision);
        var shown = await CommandLine.RunAsync(
            "git",
            ["-C", Path.GetDirectoryName(full)!, "show", $"{revision}:./{Path.GetFileName(full)}"],
            cancellationToken: cancellationToken
        );
        return shown.ExitCode == 0
            ? shown.Output
            : throw new UsageException(
                $"Neither a file nor a git revision that has the contract: {shown.Error.Trim()}",
                $"{revision} of {path}",
                $"git log -- {path}"
            );
    }
}
