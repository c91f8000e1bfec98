using Penstock.Connectors.FileServers;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Sandbox.Servers;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>
/// A server that says "later" for a while does not end a step, however often it says so; one that says so for longer than
/// <c>retryFor</c> does, with words that name the setting.
/// </summary>
public sealed class BusyServerTests(PostgresFixture postgres)
{
    private const string Ftp = "421 Too many users, sorry\r\n";
    private const string Http = "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("ftp", Ftp)]
    [InlineData("sftp", "")]
    [InlineData("http", Http)]
    public async Task A_server_that_asks_to_come_later_is_asked_again(string scheme, string answer)
    {
        await WithBusyAsync(
            scheme,
            answer,
            times: 12,
            TimeSpan.FromMinutes(2),
            async (lake, connection, proxy) =>
            {
                await CopyAsync(lake, connection);

                Assert.Equal(0, proxy.RefusalsLeft);
                Assert.Equal("three"u8.ToArray(), Assert.Single(await lake.ReadAsync("feed")).Value);
            }
        );
    }

    [Theory]
    [InlineData("ftp", Ftp, "421 Too many users")]
    [InlineData("sftp", "", "before the login")]
    [InlineData("http", Http, "503 Slow Down")]
    public async Task One_that_does_so_for_too_long_ends_the_step(string scheme, string answer, string said)
    {
        await WithBusyAsync(
            scheme,
            answer,
            times: int.MaxValue,
            TimeSpan.FromMilliseconds(200),
            async (lake, connection, _) =>
            {
                var error = await Assert.ThrowsAsync<TransientException>(() => CopyAsync(lake, connection));

                Assert.Contains("asks to come later", error.Message, StringComparison.Ordinal);
                Assert.Contains(said, error.Message, StringComparison.Ordinal);
                Assert.Contains("retryFor", error.Next, StringComparison.Ordinal);
            }
        );
    }

    private static Task<FilesToLandingResult> CopyAsync(TestLake lake, FileServerConnection connection) =>
        new FilesToLanding(lake.Lake, connection).RunAsync(
            new("feed") { RetryDelay = TimeSpan.FromMilliseconds(1), Retries = 0 },
            StepContext.Standalone("FilesToLanding1")
        );

    private async Task WithBusyAsync(
        string scheme,
        string answer,
        int times,
        TimeSpan retryFor,
        Func<TestLake, FileServerConnection, FaultProxy, Task> test
    )
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder["files"]);
        await File.WriteAllTextAsync(folder["files/a.txt"], "three");
        await using var served = await ServedFolder.StartAsync(folder, scheme);
        await using var proxy = new FaultProxy(served.Connection.Port);
        proxy.Refuse(answer, times, afterRequest: scheme == "http");
        await using var lake = await TestLake.CreateAsync(postgres, folder);
        var connection = served.Connection with
        {
            Address = new UriBuilder(served.Connection.Address) { Port = proxy.Port }.Uri,
            RetryFor = retryFor,
        };
        await test(lake, connection, proxy);
    }
}
