using System.Diagnostics;

namespace Penstock.Core.Processes;

/// <summary>Runs a short command to its end.</summary>
public static class CommandLine
{
    /// <summary>What a command left behind.</summary>
    /// <param name="ExitCode">0 is success for most programs.</param>
    /// <param name="Output">Standard output.</param>
    /// <param name="Error">Standard error.</param>
    public sealed record Result(int ExitCode, string Output, string Error);

    /// <summary>
    /// Runs a program with arguments (no shell) and collects what it prints; killed with its children on cancellation.
    /// </summary>
    /// <param name="fileName">The program.</param>
    /// <param name="arguments">Its arguments; anybody on the machine can see them while it runs.</param>
    /// <param name="user">Whom to run it as, when we are root; null: ourselves.</param>
    /// <param name="environment">Variables beside our own.</param>
    /// <param name="input">What it reads from its standard input; null: nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Result> RunAsync(
        string fileName,
        IEnumerable<string> arguments,
        string? user = null,
        IReadOnlyDictionary<string, string>? environment = null,
        string? input = null,
        CancellationToken cancellationToken = default
    )
    {
        var words = SystemUser.Prefix(user).Append(fileName).Concat(arguments).ToList();
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        if (input is not null)
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return new Result(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
