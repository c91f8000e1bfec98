using System.Diagnostics;

namespace Penstock.Bench.Sites;

/// <summary><c>penstock run customer-is-king</c> as a process of its own, as a user starts it.</summary>
internal static class CliProcess
{
    public static Process StartRun(string configurationFile)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(Checkout.Root, "src/Cli/bin/Release/net10.0/Penstock.Cli.dll"),
                "run",
                "customer-is-king",
                "--config",
                configurationFile,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PENSTOCK_HOME"] = Checkout.Root;
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end; what it printed is only of interest when it failed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task EndAsync(Process process, CancellationToken cancellationToken)
    {
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"penstock run ended with {process.ExitCode}:\n{await output}\n{await error}"
            );
        await Task.WhenAll(output, error);
    }
}
