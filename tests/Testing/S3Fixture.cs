using Penstock.LakeLayers.ObjectStores;
using Penstock.Sandbox.Servers;
using Xunit;

namespace Penstock.Testing;

/// <summary>One real S3 server for a test assembly, on a free port, gone afterwards. Started at first use, for most runs of a few tests need none.</summary>
public sealed class S3Fixture : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly Lazy<Task<S3Server>> _server;

    public S3Fixture() => _server = new Lazy<Task<S3Server>>(() => S3Server.StartAsync(_folder["s3"]));

    /// <summary>The server, started when nobody asked before.</summary>
    public Task<S3Server> ServerAsync() => _server.Value;

    /// <summary>A store over a bucket of its own; whoever asks disposes of it.</summary>
    public async Task<S3ObjectStore> CreateBucketAsync()
    {
        var (server, name) = (await ServerAsync(), $"test-{Guid.NewGuid():N}");
        var store = new S3ObjectStore(
            new S3StoreOptions(name, server.AccessKey, server.SecretKey, _folder[$"scratch-{name}"])
            {
                Endpoint = server.Endpoint,
            }
        );
        await store.EnsureBucketAsync();
        return store;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
        _folder.Dispose();
    }
}
