using System.Globalization;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.Bench.Sites;

/// <summary>
/// Runs a file of SQL statements in DuckDB, within one folder. It stands for DuckDB's own command line, which comes neither from
/// Debian nor from npm; the library is the same, and memory is limited as there.
/// </summary>
internal static class DuckDbShell
{
    public static int Run(string folder, string script)
    {
        using var session = DuckDbSession.Open(
            new DuckDbOptions(folder) { MemoryLimit = Memory(), PreserveInsertionOrder = false }
        );
        session.Execute(File.ReadAllText(script));
        return 0;
    }

    // Four fifths of the machine's, which is DuckDB's own default.
    private static string Memory() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1_000_000 * 4 / 5}MB"
        );
}
