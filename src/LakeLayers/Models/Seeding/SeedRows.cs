using System.Text.Json;

namespace Penstock.LakeLayers.Models.Seeding;

/// <summary>
/// A seed's file as rows of texts, written as JSON lines (<c>line</c>, <c>c0</c>, <c>c1</c> …; what is empty is left out), which
/// the query engine reads without guessing.
/// </summary>
/// <param name="Columns">The columns, with the types of their values.</param>
/// <param name="Rows">How many rows there are.</param>
/// <param name="LongestRow">Bytes of the longest row.</param>
internal sealed record SeedRows(IReadOnlyList<SeedColumn> Columns, long Rows, long LongestRow)
{
    /// <summary>Columns that every raw table has.</summary>
    public static IReadOnlyList<string> Provenance { get; } =
    ["_source_uri", "_source_position", "_landing_key", "_run_id", "_ingested_at", "_row_hash"];

    /// <summary>Reads a file and writes its rows.</summary>
    /// <exception cref="Core.Errors.PenstockException">It is not CSV as RFC 4180 has it; names the line.</exception>
    public static SeedRows Rewrite(
        Stream content,
        Stream rows,
        char delimiter,
        string file,
        CancellationToken cancellationToken
    )
    {
        var reader = new CsvReader(content, delimiter, file);
        List<string> values = [];
        do
        {
            if (!reader.Read(values))
                throw SeedErrors.At(
                    file,
                    1,
                    "It has no line with the names of columns",
                    "write them as the first line"
                );
        } while (values is [""]);
        var columns = Header(values, reader.Line, file);
        var names = columns.Select((_, i) => JsonEncodedText.Encode($"c{i}")).ToArray();
        using var writer = new Utf8JsonWriter(rows, new JsonWriterOptions { SkipValidation = true });
        var (count, longest, blank) = (0L, 0L, 0L);
        while (reader.Read(values))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (values is [""] && !reader.WasQuoted)
            {
                blank = blank == 0 ? reader.Line : blank;
                continue;
            }
            if (blank > 0 && columns.Count == 1)
                throw SeedErrors.At(
                    file,
                    blank,
                    "An empty line between rows of one column may be a row without a value, or nothing",
                    "write \"\" for a row without a value, or take the line out"
                );
            if (values.Count != columns.Count)
                throw SeedErrors.At(
                    file,
                    reader.Line,
                    $"The row has {values.Count} {(values.Count == 1 ? "value" : "values")}, and there are {columns.Count} columns",
                    "mend the row, or name another delimiter in the seed's config"
                );
            writer.WriteStartObject();
            writer.WriteNumber("line", reader.Line);
            for (var i = 0; i < values.Count; i++)
            {
                columns[i].Add(values[i], reader.Line);
                if (values[i].Length > 0)
                    writer.WriteString(names[i], values[i]);
            }
            writer.WriteEndObject();
            longest = Math.Max(longest, writer.BytesCommitted + writer.BytesPending);
            writer.Flush();
            writer.Reset();
            rows.WriteByte((byte)'\n');
            count++;
        }
        return new SeedRows(columns, count, longest);
    }

    private static List<SeedColumn> Header(List<string> names, long line, string file)
    {
        List<SeedColumn> columns = [];
        for (var i = 0; i < names.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(names[i]))
                throw SeedErrors.At(
                    file,
                    line,
                    $"Column {i + 1} of {names.Count} has no name",
                    "name it, or take it out"
                );
            if (Provenance.Contains(names[i], StringComparer.OrdinalIgnoreCase))
                throw SeedErrors.At(
                    file,
                    line,
                    $"The name '{names[i]}' is taken by the provenance of rows",
                    "rename the column"
                );
            var (name, number) = (names[i], 2);
            while (IsTaken(name) || (number > 2 && names.Contains(name, StringComparer.OrdinalIgnoreCase)))
                name = $"{names[i]}_{number++}";
            columns.Add(new SeedColumn(name));
        }
        return columns;

        bool IsTaken(string name) => columns.Any(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}
