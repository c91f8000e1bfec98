using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>
/// Whatever this platform and others do to a table in whatever order, it has the rows that a plain table in memory has after the
/// same changes, now and at the points in time that can still be read. A seed gives the same history again.
/// </summary>
public sealed class RandomHistoryTests(PostgresFixture postgres)
{
    private static int Changes => Environment.GetEnvironmentVariable("PENSTOCK_SLOW") == "1" ? 650 : 70;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_table_is_what_its_changes_made_of_it(int seed)
    {
        await using var history = await TableHistory.BeginAsync(postgres, seed);
        for (var i = 0; i < Changes; i++)
        {
            var change = await history.ChangeAsync();
            await history.RequireEqualAsync($"seed {seed}, change {i}: {change}");
        }
        await history.RequireEqualElsewhereAsync();
    }
}
