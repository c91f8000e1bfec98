using Penstock.Pipelines.Connections;
using Penstock.Testing;

namespace Penstock.Pipelines.Tests.Connections;

public sealed class ConnectionLimitTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_connection_is_used_no_more_often_at_once_than_it_allows()
    {
        await using var test = await TestPlatform.OpenAsync(
            postgres,
            _ =>
                """
                    sources:
                      weak:
                        url: file:///tmp
                        maxConcurrency: 1
                      strong:
                        url: file:///tmp
                    """
        );
        var limits = new ConnectionLimits(test.Platform);
        var first = await limits.EnterAsync("weak");
        var second = limits.EnterAsync("weak");
        Assert.False(second.IsCompleted);
        using (await limits.EnterAsync("strong"))
        using (await limits.EnterAsync("strong"))
            first.Dispose();

        (await second.WaitAsync(TimeSpan.FromSeconds(20))).Dispose();
    }
}
