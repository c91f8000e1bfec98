using Penstock.Connectors.FileServers;
using Penstock.Core.Steps;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.FileServers;

public class CutConnectionTests(PostgresFixture postgres)
{
    private const int Size = 12_000_000;

    [Theory]
    [InlineData("ftp")]
    [InlineData("sftp")]
    [InlineData("http")]
    public async Task A_cut_download_resumes_where_it_stopped(string scheme)
    {
        using var folder = new TestFolder();
        var bytes = await MakeFileAsync(folder);
        await using var served = await ServedFolder.StartAsync(folder, scheme);
        await using var proxy = new CuttingProxy(
            served.Connection.Port,
            cutEvery: 3_000_000,
            cuts: 3,
            isFtp: scheme == "ftp"
        );
        await using var lake = await TestLake.CreateAsync(postgres, folder);
        var connection = served.Connection with
        {
            Address = new UriBuilder(served.Connection.Address) { Port = proxy.Port }.Uri,
        };

        var result = await new FilesToLanding(lake.Lake, connection).RunAsync(
            new("feed") { RetryDelay = TimeSpan.FromMilliseconds(1) },
            StepContext.Standalone("FilesToLanding1")
        );

        Assert.Equal(0, proxy.CutsLeft);
        Assert.Equal(bytes, Assert.Single(await lake.ReadAsync("feed")).Value);
        // From the beginning it would have been 12 MB and 3 + 6 + 9 MB on top.
        Assert.InRange(result.Bytes, Size, Size + 2_000_000);
    }

    [Fact]
    public async Task A_file_that_changed_after_the_cut_is_read_from_its_beginning()
    {
        using var folder = new TestFolder();
        await MakeFileAsync(folder);
        await using var served = await ServedFolder.StartAsync(folder, "ftp");
        await using var proxy = new CuttingProxy(served.Connection.Port, cutEvery: 5_000_000, cuts: 1, isFtp: true);
        await using var lake = await TestLake.CreateAsync(postgres, folder);
        var connection = served.Connection with
        {
            Address = new UriBuilder(served.Connection.Address) { Port = proxy.Port }.Uri,
        };
        var other = new byte[Size];
        var change = new WhenBytesCame(
            1,
            () =>
            {
                // Put in place of the old one, which the server still has open: the bytes under way stay the old ones until the cut.
                File.WriteAllBytes(folder["other"], other);
                File.SetLastWriteTimeUtc(folder["other"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
                File.Move(folder["other"], folder["files/big.bin"], overwrite: true);
            }
        );

        await new FilesToLanding(lake.Lake, connection).RunAsync(
            new("feed") { RetryDelay = TimeSpan.FromMilliseconds(1) },
            new StepContext(StepIdentity.Standalone("FilesToLanding1"), change, TimeProvider.System)
        );

        Assert.Equal(0, proxy.CutsLeft);
        Assert.Equal(other, Assert.Single(await lake.ReadAsync("feed")).Value);
    }

    [Fact]
    public async Task A_connection_that_keeps_breaking_fails_the_step_as_something_to_try_again()
    {
        using var folder = new TestFolder();
        await MakeFileAsync(folder);
        await using var served = await ServedFolder.StartAsync(folder, "ftp");
        await using var proxy = new CuttingProxy(served.Connection.Port, cutEvery: 100_000, cuts: 1000, isFtp: true);
        await using var lake = await TestLake.CreateAsync(postgres, folder);
        var connection = served.Connection with
        {
            Address = new UriBuilder(served.Connection.Address) { Port = proxy.Port }.Uri,
        };

        var error = await Assert.ThrowsAsync<Core.Errors.TransientException>(() =>
            new FilesToLanding(lake.Lake, connection).RunAsync(
                new("feed") { RetryDelay = TimeSpan.FromMilliseconds(1), Retries = 2 },
                StepContext.Standalone("FilesToLanding1")
            )
        );

        Assert.Contains("big.bin", error.Message, StringComparison.Ordinal);
        Assert.Empty(await lake.ReadAsync("feed"));
    }

    private static async Task<byte[]> MakeFileAsync(TestFolder folder)
    {
        Directory.CreateDirectory(folder["files"]);
        var bytes = new byte[Size];
        new Random(3).NextBytes(bytes);
        await File.WriteAllBytesAsync(folder["files/big.bin"], bytes);
        return bytes;
    }

    private sealed class WhenBytesCame(long bytes, Action action) : IProgress<StepProgress>
    {
        private int _done;

        public void Report(StepProgress value)
        {
            if (value.Bytes >= bytes && Interlocked.Exchange(ref _done, 1) == 0)
                action();
        }
    }
}
