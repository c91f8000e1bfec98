using Penstock.Core.Processes;
using Penstock.LakeLayers.ObjectStores;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.ObjectStores;

/// <summary>Each check of a store shown failing, with advice that is about that fault.</summary>
public sealed class ObjectStoreCheckTests(S3Fixture s3) : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<S3ObjectStore> _opened = [];

    [Theory]
    [InlineData("secret", "lake.secretKey")]
    [InlineData("key", "lake.accessKey")]
    [InlineData("bucket", "lake.store")]
    [InlineData("port", "lake.endpoint")]
    public async Task A_wrong_setting_fails_and_is_named(string wrong, string advice)
    {
        var server = await s3.ServerAsync();
        var options = new S3StoreOptions("b", server.AccessKey, server.SecretKey, _folder["scratch"])
        {
            Endpoint = server.Endpoint,
        };
        using var bucket = await s3.CreateBucketAsync();
        options = options with { Bucket = bucket.Address["s3://".Length..] };
        var store = Open(
            wrong switch
            {
                "secret" => options with { SecretKey = "another" },
                "key" => new S3StoreOptions(options.Bucket, "nobody", options.SecretKey, options.ScratchFolder)
                {
                    Endpoint = options.Endpoint,
                },
                "bucket" => options with { Bucket = "no-such-bucket" },
                _ => options with { Endpoint = new Uri($"http://127.0.0.1:{FreePort.Next()}") },
            }
        );

        AssertFails("write", advice, await ObjectStoreCheck.RunAsync(store));
    }

    [Theory]
    [InlineData("s3:PutObject", "write")]
    [InlineData("s3:GetObject", "find")]
    [InlineData("s3:ListBucket", "list")]
    [InlineData("s3:DeleteObject", "delete")]
    public async Task A_right_that_is_missing_fails_the_check_that_needs_it(string action, string check)
    {
        using var store = await s3.CreateBucketAsync();
        using var contents = new BucketContents(await s3.ServerAsync(), store);
        await contents.DenyAsync(action);

        AssertFails(check, "lake.accessKey", await ObjectStoreCheck.RunAsync(store));
    }

    [Theory]
    [InlineData(S3StandIn.Conditions.Ignored, "conditional write")]
    [InlineData(S3StandIn.Conditions.LookedAtFirst, "race")]
    public async Task A_store_that_lets_writers_overwrite_each_other_fails(S3StandIn.Conditions how, string check)
    {
        await using var server = await S3StandIn.StartAsync(how);

        AssertFails(check, "If-None-Match", await ObjectStoreCheck.RunAsync(Open(server)));
    }

    [Fact]
    public async Task A_store_that_ignores_ranges_or_forgets_to_list_fails()
    {
        await using var unranged = await S3StandIn.StartAsync(ranges: false);
        await using var unlisted = await S3StandIn.StartAsync(lists: false);

        AssertFails("read", "Range", await ObjectStoreCheck.RunAsync(Open(unranged)));
        AssertFails("list", "lists", await ObjectStoreCheck.RunAsync(Open(unlisted)));
    }

    [Theory]
    [InlineData(403, "RequestTimeTooSkewed", "clocks")]
    [InlineData(400, "AuthorizationHeaderMalformed", "lake.region")]
    [InlineData(405, "MethodNotAllowed", "lake.endpoint")]
    [InlineData(507, "InsufficientStorage", "make room")]
    public async Task What_the_server_answers_decides_the_advice(int status, string code, string advice)
    {
        await using var server = await S3StandIn.StartAsync(refuse: m => m == "PUT" ? (status, code) : null);

        AssertFails("write", advice, await ObjectStoreCheck.RunAsync(Open(server)));
    }

    [Fact]
    public async Task A_store_as_it_should_be_passes()
    {
        await using var server = await S3StandIn.StartAsync();

        var findings = await ObjectStoreCheck.RunAsync(Open(server));

        Assert.All(findings, f => Assert.True(f.Passed, $"{f.Name}: {f.Detail}"));
        Assert.Equal(7, findings.Count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var store in _opened)
            store.Dispose();
        _folder.Dispose();
    }

    private static void AssertFails(string check, string advice, IReadOnlyList<StoreFinding> findings)
    {
        var last = findings[^1];
        Assert.True((check, false) == (last.Name, last.Passed), $"{last.Name}: {last.Detail}");
        Assert.All(findings.SkipLast(1), f => Assert.True(f.Passed));
        Assert.Contains(advice, last.Next, StringComparison.Ordinal);
        Assert.DoesNotContain("penstock doctor", last.Next, StringComparison.Ordinal);
    }

    private S3ObjectStore Open(S3StandIn server) =>
        Open(new S3StoreOptions("lake", "a", "b", _folder["scratch"]) { Endpoint = server.Endpoint });

    private S3ObjectStore Open(S3StoreOptions options)
    {
        var store = new S3ObjectStore(options);
        _opened.Add(store);
        return store;
    }
}
