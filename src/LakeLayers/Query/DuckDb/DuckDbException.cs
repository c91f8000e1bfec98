using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>DuckDB refused or failed a statement. The message is DuckDB's own, with the start of the statement.</summary>
public sealed class DuckDbException : PenstockException
{
    internal DuckDbException(string message, DuckDbErrorType type, string? sql, string? next = null)
        : base(
            message.TrimEnd(),
            sql is null ? null : Shorten(sql),
            "The statement had no effect",
            next ?? Advice(message, type)
        ) => ErrorType = type;

    /// <summary>The kind of error.</summary>
    public DuckDbErrorType ErrorType { get; }

    // The statement is not to blame for what the machine lacks.
    private static string Advice(string message, DuckDbErrorType type) =>
        message.Contains("No space left on device", StringComparison.OrdinalIgnoreCase)
        || message.Contains("Disk quota exceeded", StringComparison.OrdinalIgnoreCase)
            ? "make room on the disk (df -h shows which; spills go to lake.scratch), then run again"
        : type == DuckDbErrorType.OutOfMemory ? "raise lake.memoryLimit, or lower lake.threads, then run again"
        : "correct the statement or its input and run again";

    private static string Shorten(string sql)
    {
        var line = string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 300 ? line : line[..300] + " …";
    }
}
