using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;
using static Penstock.LakeLayers.Tests.Raw.RawSteps;

namespace Penstock.LakeLayers.Tests.Raw;

/// <summary>Whatever lines come, each is a row of raw or a row of quarantine, and no feed stops.</summary>
public class EveryDocumentTests(PostgresFixture postgres)
{
    private const int LinesOfAnObject = 250;

    private static bool IsSlow => Environment.GetEnvironmentVariable("PENSTOCK_SLOW") == "1";

    [Fact]
    public async Task Each_line_is_in_raw_or_in_quarantine_once_with_its_place()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var source = new RandomDocument(20_260);
        var expected = new List<(string, long)>();
        for (var batch = 0; batch < (IsSlow ? 10 : 2); batch++)
        {
            // What comes later meets the columns and types of what came before.
            for (var part = 0; part < (IsSlow ? 4 : 2); part++)
            {
                var lines = Enumerable.Range(0, LinesOfAnObject).Select(_ => source.Line());
                var key = await LandAsync(lake, $"{batch}-{part}", [.. lines.SelectMany(l => l.Append((byte)'\n'))]);
                expected.AddRange(Enumerable.Range(1, LinesOfAnObject).Select(n => (key, (long)n)));
            }
            var result = await RunAsync(lake);
            Assert.Equal(result.RowsIn, result.Rows + result.Quarantined);
            // Where a type changes, the table is made anew from all that landed.
            Assert.Equal(result.IsRebuilt ? expected.Count : expected.Count / (batch + 1), result.RowsIn);
            Assert.True(result.Rows > result.Quarantined && result.Quarantined > 0, $"{result}");
        }

        var found = await ReadAsync(
            lake,
            "SELECT _landing_key, _source_position::BIGINT FROM things UNION ALL SELECT _landing_key, _source_position::BIGINT FROM q",
            ("q", Table.Quarantine)
        );
        Assert.Equal(expected.Order(), found.Select(r => ((string)r[0]!, (long)r[1]!)).Order());
        var untold = await ReadAsync(
            lake,
            "SELECT count(*)::BIGINT FROM q WHERE _reason IS NULL OR _reason = ''",
            ("q", Table.Quarantine)
        );
        Assert.Equal(0L, untold[0][0]);
    }
}
