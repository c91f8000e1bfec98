using System.Text;
using System.Text.Json;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>Any table that is written as RFC 4180 says comes back as it was; an empty value is none, as to dbt.</summary>
public class RandomSeedTests(PostgresFixture postgres)
{
    private static readonly string[] Pieces =
    [
        ",",
        ";",
        "\t",
        "|",
        "\"",
        "\"\"",
        "\n",
        "\r\n",
        "\r",
        " ",
        "'",
        "\\",
        "\\n",
        "{{ x }}",
        "null",
        "ä",
        "日本",
        "😀",
        "\u0001",
        "\uFEFF",
        "\u2028",
        "a",
        "B",
        "--",
    ];

    [Fact]
    public async Task What_was_written_is_read()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new Random(seed);
            var width = random.Next(1, 6);
            var names = Enumerable.Range(0, width).Select(i => $"c{i} {Text(random, 2)}").ToList();
            // A first row of letters keeps each column text.
            List<string?[]> rows =
            [
                [.. names.Select(_ => "k")],
            ];
            for (var i = random.Next(0, 30); i > 0; i--)
                rows.Add([.. names.Select(_ => Value(random))]);
            var delimiter = Pick(random, ",", ";", "\t", "|");
            world
                .Project.Write("seeds/t.yml", Config(random, delimiter))
                .Write(
                    "seeds/t.csv",
                    Csv(
                        random,
                        delimiter[0],
                        [
                            [.. names],
                            .. rows,
                        ]
                    )
                );

            await world.SeedAsync();

            var columns = (await world.CurrentAsync("raw.t"))!.Schema.Take(width).ToList();
            Assert.Equal(names, columns.Select(c => c.Name));
            var list = string.Join(", ", columns.Select(c => Core.Metadata.Sql.Identifier(c.Name)));
            var read = await world.RowsAsync(
                "raw.t",
                $"SELECT to_json([{list}])::VARCHAR FROM t ORDER BY _source_position"
            );
            Assert.Equal(
                rows.Select(r => JsonSerializer.Serialize(r.Select(v => v?.Length == 0 ? null : v))),
                read.Select(r => JsonSerializer.Serialize(JsonSerializer.Deserialize<string?[]>(r)))
            );
        }
    }

    private static string Config(Random random, string delimiter) =>
        $"seeds:\n  - name: t\n    config: {{delimiter: {JsonSerializer.Serialize(delimiter)}, "
        + $"quote_columns: {(random.Next(2) == 0 ? "true" : "false")}}}\n";

    private static string Csv(Random random, char delimiter, IEnumerable<string?[]> rows)
    {
        var text = new StringBuilder(random.Next(3) == 0 ? "\uFEFF" : "");
        var end = Pick(random, "\n", "\r\n", "\r");
        foreach (var row in rows)
            text.AppendJoin(delimiter, row.Select(v => Field(random, v, delimiter, row.Length))).Append(end);
        if (random.Next(2) == 0)
            text.Length -= end.Length;
        return text.ToString();
    }

    private static string Field(Random random, string? value, char delimiter, int width)
    {
        var mustQuote = value is null or ""
            ? width == 1
            : value.AsSpan().IndexOfAny(['"', '\n', '\r', delimiter]) >= 0 || value[0] == '\uFEFF';
        return mustQuote || random.Next(4) == 0
            ? $"\"{value?.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : value ?? "";
    }

    private static string? Value(Random random) => random.Next(5) == 0 ? null : Text(random, 8);

    private static string Text(Random random, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(0, most)).Select(_ => Pick(random, Pieces)));

    private static string Pick(Random random, params string[] of) => of[random.Next(of.Length)];
}
