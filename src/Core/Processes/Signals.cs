using System.Runtime.InteropServices;

namespace Penstock.Core.Processes;

/// <summary>
/// Signals to other processes (POSIX, kill). By the system's call and not by the program <c>kill</c>, which a bare
/// Debian does not have.
/// </summary>
public static partial class Signals
{
    private const int Terminate = 15;

    /// <summary>Asks a process to end; nothing happens when it is gone already.</summary>
    /// <param name="processId">The process.</param>
    public static void AskToEnd(int processId) => _ = Kill(processId, Terminate);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
