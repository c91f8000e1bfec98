using System.Text;

namespace Penstock.Core.Metadata;

/// <summary>
/// Quoting for the two SQL dialects in use (PostgreSQL and DuckDB quote alike). Values belong in parameters; this is for names.
/// </summary>
public static class Sql
{
    /// <summary>Quotes one identifier: <c>a"b</c> becomes <c>"a""b"</c>. A NUL character is refused.</summary>
    public static string Identifier(string name)
    {
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("An SQL identifier must not be empty or hold a NUL character.", nameof(name));
        return $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Quotes a qualified name part by part: <c>"schema"."table"</c>.</summary>
    public static string Identifier(string schema, string name) => $"{Identifier(schema)}.{Identifier(name)}";

    /// <summary>
    /// Quotes a text literal for statements that take no parameters (DDL, COPY options, comments): <c>it's</c> becomes
    /// <c>'it''s'</c>.
    /// </summary>
    public static string Literal(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("An SQL literal must not hold a NUL character.", nameof(text));
        return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>Quotes and joins identifiers with commas.</summary>
    public static string Identifiers(IEnumerable<string> names) =>
        names
            .Aggregate(new StringBuilder(), (b, n) => b.Append(b.Length == 0 ? "" : ", ").Append(Identifier(n)))
            .ToString();

    /// <summary>The condition that two relations' rows are the same in each of some columns, where NULL is NULL.</summary>
    public static string Same(string one, string other, IEnumerable<string> columns) =>
        string.Join(
            " AND ",
            columns.Select(c => $"{one}.{Identifier(c)} IS NOT DISTINCT FROM {other}.{Identifier(c)}")
        );
}
