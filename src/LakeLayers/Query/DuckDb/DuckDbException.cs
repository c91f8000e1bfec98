using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>DuckDB refused or failed a statement. The message is DuckDB's own, with the start of the statement.</summary>
public sealed class DuckDbException : PenstockException
{
    internal DuckDbException(
        string message,
        DuckDbErrorType type,
        string? sql,
        string next = "correct the statement or its input and run again"
    )
        : base(message.TrimEnd(), sql is null ? null : Shorten(sql), "The statement had no effect", next) =>
        ErrorType = type;

    /// <summary>The kind of error.</summary>
    public DuckDbErrorType ErrorType { get; }

    private static string Shorten(string sql)
    {
        var line = string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 300 ? line : line[..300] + " …";
    }
}
