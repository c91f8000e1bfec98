using System.Diagnostics;
using Xunit;

namespace Penstock.Testing;

/// <summary>The private PostgreSQL that commands share (<c>metadata.embedded</c>): it outlives the last of them a little.</summary>
public static class PrivateDatabase
{
    /// <summary>The file that is there as long as the server runs.</summary>
    public static string PidFile(string folder) => Path.Combine(folder, "data", "postmaster.pid");

    /// <summary>Waits until the server has stopped, and fails when it does not.</summary>
    public static async Task WaitUntilStoppedAsync(string folder)
    {
        var clock = Stopwatch.StartNew();
        while (File.Exists(PidFile(folder)))
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(60))
                throw new TimeoutException($"PostgreSQL still runs: {folder}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
