using System.Text.RegularExpressions;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;
using static Penstock.LakeLayers.Tests.Raw.RawSteps;

namespace Penstock.LakeLayers.Tests.Raw;

public partial class RandomDocumentTests(PostgresFixture postgres)
{
    private static bool IsSlow => Environment.GetEnvironmentVariable("PENSTOCK_SLOW") == "1";

    [Fact]
    public async Task Types_are_the_same_for_every_order_and_every_split_into_objects()
    {
        for (var seed = 0; seed < (IsSlow ? 40 : 3); seed++)
        {
            var source = new RandomDocument(7000 + seed);
            var lines = Enumerable.Range(0, 12).Select(_ => source.Line()).ToArray();
            var random = new Random(seed);
            List<string>? first = null;
            for (var order = 0; order < 3; order++)
            {
                await using var lake = await TestLake.CreateAsync(postgres);
                for (var at = 0; at < lines.Length; )
                {
                    var part = lines[at..Math.Min(lines.Length, at + (order == 0 ? lines.Length : random.Next(1, 7)))];
                    await LandAsync(lake, $"{at}", part.SelectMany(l => l.Append((byte)'\n')).ToArray());
                    await RunAsync(lake);
                    at += part.Length;
                }
                var types = (await TypesAsync(lake))
                    .Select(t => $"{MarkOfCase().Replace(t.Key, "").ToUpperInvariant()} {Sorted(t.Value)}")
                    .Order(StringComparer.Ordinal)
                    .ToList();
                first ??= types;
                Assert.True(
                    first.SequenceEqual(types),
                    $"seed {seed}, order {order}:\n{string.Join('\n', first.Except(types))}\nis now\n{string.Join('\n', types.Except(first))}"
                );
                random.Shuffle(lines);
            }
        }
    }

    // Which of the fields that differ in case keeps its name is up to which came first.
    [GeneratedRegex("_[0-9a-f]{8}$")]
    private static partial Regex MarkOfCase();

    // Fields of a STRUCT stand in the order in which they came; their types do not depend on it.
    private static string Sorted(string type) => string.Concat(type.Order());
}
