using System.Text.Json.Nodes;
using Penstock.LakeLayers.Contracts;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>What a template gave.</summary>
/// <param name="Modes">The SQL for each mode that was asked for.</param>
/// <param name="Refs">The tables named by <c>ref</c>, in the order of their mention, with repeats.</param>
/// <param name="Sources">The tables named by <c>source</c>.</param>
/// <param name="Missing">Variables without a value and a default.</param>
/// <param name="Config">What <c>config(…)</c> was given.</param>
internal sealed record RenderedTemplate(
    IReadOnlyList<RenderedSql> Modes,
    IReadOnlyList<string> Refs,
    IReadOnlyList<string> Sources,
    IReadOnlyList<MissingVariable> Missing,
    JsonObject Config
)
{
    /// <summary><see cref="Config"/> for reading; its errors name the line of the call.</summary>
    /// <param name="file">The template's file.</param>
    /// <param name="text">Its text.</param>
    public YamlMap ConfigMap(string file, string text)
    {
        // JSON is YAML, and empty lines before it count.
        var lines = text.AsSpan(0, Math.Max(0, text.IndexOf("config(", StringComparison.Ordinal))).Count('\n');
        return YamlMap.Parse(file, new string('\n', lines) + Config.ToJsonString());
    }
}

/// <summary>A template's SQL.</summary>
/// <param name="Sql">The text.</param>
/// <param name="Lines">For each of its lines the line of the file; null: they are the same.</param>
/// <param name="ReadsItself">Whether it names its own table by <c>this</c>.</param>
internal sealed record RenderedSql(string Sql, IReadOnlyList<int>? Lines, bool ReadsItself)
{
    /// <summary>The file's line for a line of the SQL, both from 1.</summary>
    public int LineOf(int line) => Lines is { } lines && line >= 1 && line <= lines.Count ? lines[line - 1] : line;
}

/// <summary>A variable that has no value, and where it is asked for.</summary>
internal sealed record MissingVariable(string Name, int Line);
