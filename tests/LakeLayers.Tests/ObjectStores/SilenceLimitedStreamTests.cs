using System.Net;
using System.Net.Sockets;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Tests.ObjectStores;

public class SilenceLimitedStreamTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_slow_sender_is_waited_for_beyond_the_limit_and_a_silent_one_is_not()
    {
        using var pair = await PairAsync();
        await using var stream = new SilenceLimitedStream(pair.Near.GetStream(), Limit);
        var slow = Task.Run(async () =>
        {
            for (var i = 0; i < 12; i++)
            {
                await pair.Far.GetStream().WriteAsync(new byte[] { 1 });
                await Task.Delay(Limit / 8);
            }
        });

        await stream.ReadExactlyAsync(new byte[12]);
        await slow;
        var error = await Assert.ThrowsAsync<IOException>(() => stream.ReadAsync(new byte[1]).AsTask());
        Assert.Contains("nothing was heard for 2 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_takes_nothing_more_is_noticed()
    {
        using var pair = await PairAsync();
        await using var stream = new SilenceLimitedStream(pair.Near.GetStream(), Limit);

        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
                await stream.WriteAsync(new byte[1 << 20]);
        });
    }

    private static async Task<Pair> PairAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var near = new TcpClient();
        await near.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        return new Pair(near, await listener.AcceptTcpClientAsync());
    }

    private sealed record Pair(TcpClient Near, TcpClient Far) : IDisposable
    {
        public void Dispose()
        {
            Near.Dispose();
            Far.Dispose();
        }
    }
}
