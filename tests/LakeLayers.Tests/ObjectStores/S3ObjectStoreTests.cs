using System.Security.Cryptography;
using Amazon.S3.Model;
using Penstock.Core.Errors;
using Penstock.Core.Processes;
using Penstock.LakeLayers.ObjectStores;
using Penstock.Testing;

[assembly: AssemblyFixture(typeof(S3Fixture))]

namespace Penstock.LakeLayers.Tests.ObjectStores;

public class S3ObjectStoreTests(S3Fixture s3) : ObjectStoreCompliance
{
    private readonly List<S3ObjectStore> _opened = [];
    private S3StoreOptions? _options;

    protected override async Task<IObjectStore> OpenAsync() => await OpenS3Async();

    [Fact]
    public async Task A_cut_download_goes_on_where_it_stopped()
    {
        await using var proxy = await ProxyAsync();
        var store = await OpenS3Async(o => o with { Endpoint = proxy.Endpoint });
        var bytes = await PutRandomAsync(store, "k", 5_000_000);
        proxy.Arm(new(OfAnswers: true, AfterBytes: 1_000_000), times: 3);

        await using var stream = await store.OpenReadAsync("k");

        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(stream));
        Assert.Equal(3, proxy.Faults);
    }

    [Fact]
    public async Task A_download_that_stalls_in_the_middle_goes_on_over_a_new_connection()
    {
        await using var proxy = await ProxyAsync();
        var store = await OpenS3Async(o => o with { Endpoint = proxy.Endpoint, Silence = TimeSpan.FromSeconds(1) });
        var bytes = await PutRandomAsync(store, "k", 3_000_000);
        proxy.Arm(new(OfAnswers: true, AfterBytes: 1_000_000, Stall: true), times: 1);

        using var copy = await store.FetchAsync("k");

        Assert.Equal(bytes, await File.ReadAllBytesAsync(copy.Path));
        Assert.Equal(1, proxy.Faults);
    }

    [Fact]
    public async Task A_download_that_never_gets_further_ends_with_an_error_and_no_local_file()
    {
        await using var proxy = await ProxyAsync();
        var store = await OpenS3Async(o => o with { Endpoint = proxy.Endpoint, ReadResumes = 1, Retries = 0 });
        // More than fits into the buffers on the way.
        await PutRandomAsync(store, "k", 20_000_000);
        await using var stream = await store.OpenReadAsync("k");
        await stream.ReadExactlyAsync(new byte[1_000]);
        proxy.Arm(new(OfAnswers: true, AfterBytes: 0));

        var error = await Assert.ThrowsAsync<TransientException>(() => stream.CopyToAsync(Stream.Null));
        Assert.Contains("k in s3://", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TransientException>(() => store.FetchAsync("k"));
        Assert.DoesNotContain(
            Directory.GetFiles(_options!.ScratchFolder, "*", SearchOption.AllDirectories),
            f => !f.EndsWith(".lock", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_object_that_changes_while_it_is_read_is_not_mixed()
    {
        await using var proxy = await ProxyAsync();
        var store = await OpenS3Async(o => o with { Endpoint = proxy.Endpoint });
        var other = await OpenS3Async();
        await PutRandomAsync(store, "k", 20_000_000);
        await using var stream = await store.OpenReadAsync("k");
        await stream.ReadExactlyAsync(new byte[1_000]);
        await PutAsync(other, "k", "another");
        proxy.Arm(new(OfAnswers: true, AfterBytes: 0), times: 1);

        var error = await Assert.ThrowsAsync<PenstockException>(() => stream.CopyToAsync(Stream.Null));
        Assert.Contains("changed while it was read", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3_000_000)]
    [InlineData(12_000_000)]
    public async Task A_store_that_goes_down_in_an_upload_shows_nothing_and_a_second_try_completes(int size)
    {
        await using var proxy = await ProxyAsync();
        var store = await OpenS3Async(o =>
            o with
            {
                Endpoint = proxy.Endpoint,
                Retries = 1,
                PartsAbove = 10_000_000,
                PartSize = 5 << 20,
            }
        );
        await using var staged = store.Stage();
        var bytes = RandomNumberGenerator.GetBytes(size);
        await staged.Content.WriteAsync(bytes);
        proxy.Arm(new(OfAnswers: false, AfterBytes: 1_000_000));

        var error = await Assert.ThrowsAsync<TransientException>(() =>
            staged.CommitAsync("landing/k", onlyIfAbsent: true)
        );
        Assert.Contains("landing/k", error.Message, StringComparison.Ordinal);
        Assert.Contains("not visible", error.Message, StringComparison.Ordinal);
        proxy.Arm(null);
        Assert.Null(await store.FindAsync("landing/k"));

        Assert.True(await staged.CommitAsync("landing/k", onlyIfAbsent: true));
        await using var stream = await store.OpenReadAsync("landing/k");
        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(stream));
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(3_000_000)]
    public async Task An_upload_cut_once_is_sent_again(int size)
    {
        await using var proxy = await ProxyAsync();
        var store = await OpenS3Async(o => o with { Endpoint = proxy.Endpoint });
        proxy.Arm(new(OfAnswers: false, AfterBytes: size / 2), times: 1);

        var bytes = await PutRandomAsync(store, "k", size);

        await using var stream = await store.OpenReadAsync("k");
        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(stream));
        Assert.Equal(1, proxy.Faults);
    }

    [Theory]
    [InlineData(2_000, false)]
    [InlineData(20_000_000, false)]
    [InlineData(2_000, true)]
    public async Task A_server_that_falls_silent_in_a_write_is_noticed_and_asked_again(int size, bool answer)
    {
        await using var proxy = await ProxyAsync();
        var store = await OpenS3Async(o => o with { Endpoint = proxy.Endpoint, Silence = TimeSpan.FromSeconds(1) });
        proxy.Arm(new(OfAnswers: answer, AfterBytes: 0, Stall: true), times: 1);

        var bytes = await PutRandomAsync(store, "k", size);

        await using var stream = await store.OpenReadAsync("k");
        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(stream));
        Assert.Equal(1, proxy.Faults);
    }

    [Fact]
    public async Task A_server_that_asks_to_slow_down_is_asked_again_as_long_as_the_setting_says()
    {
        var refusals = 0;
        await using var server = await S3StandIn.StartAsync(refuse: _ => refusals++ < 6 ? (503, "SlowDown") : null);
        var options = new S3StoreOptions("lake", "a", "b", Folder["slow"]) { Endpoint = server.Endpoint, Retries = 0 };

        var patient = Open(options with { RetryFor = TimeSpan.FromMinutes(2) });
        await PutAsync(patient, "k", "x");
        Assert.Equal("x", await ReadAsync(patient, "k"));

        refusals = int.MinValue;
        var hasty = Open(options with { RetryFor = TimeSpan.FromMilliseconds(500) });
        var error = await Assert.ThrowsAsync<TransientException>(() => PutAsync(hasty, "k", "x"));
        Assert.Contains("503 SlowDown", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_change_on_their_way_are_noticed_and_told()
    {
        await using var server = await S3StandIn.StartAsync(garbles: true);
        var store = Open(new S3StoreOptions("lake", "a", "b", Folder["garbled"]) { Endpoint = server.Endpoint });
        await PutAsync(store, "k", "abc");

        var error = await Assert.ThrowsAsync<TransientException>(() => ReadAsync(store, "k"));
        Assert.StartsWith("What arrived is not what the object store keeps", error.Message, StringComparison.Ordinal);
        Assert.Contains("k in s3://lake", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_a_certificate_of_its_own_is_trusted_by_the_file_that_names_it()
    {
        var server = await s3.ServerAsync();
        await using var files = await TlsFront.StartAsync(server.Endpoint, Folder["tls"]);
        var store = await OpenS3Async(o =>
            o with
            {
                Endpoint = files.Endpoint,
                CertificateFile = files.CertificateFile,
            }
        );
        var bytes = await PutRandomAsync(store, "k", 3_000_000);

        await using var stream = await store.OpenReadAsync("k");
        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(stream));
        var error = await Assert.ThrowsAsync<PenstockException>(() =>
            Open(_options! with { Endpoint = files.Endpoint, Retries = 0 }).FindAsync("k")
        );
        Assert.Contains("lake.certificateFile", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conditional_write_whose_answer_is_lost_knows_that_it_won()
    {
        await using var proxy = await ProxyAsync();
        var store = await OpenS3Async(o => o with { Endpoint = proxy.Endpoint });
        proxy.Arm(new(OfAnswers: true, AfterBytes: 0), times: 1);

        Assert.True(await PutAsync(store, "k", "mine", onlyIfAbsent: true));

        Assert.Equal(1, proxy.Faults);
        Assert.False(await PutAsync(store, "k", "other", onlyIfAbsent: true));
        Assert.Equal("mine", await ReadAsync(store, "k"));
    }

    [Fact]
    public async Task Uploads_in_parts_that_nobody_ended_are_swept_by_age()
    {
        var store = await OpenS3Async();
        using var client = S3Client.Create(_options!);
        await client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = _options!.Bucket, Key = "half" }
        );

        Assert.Equal(0, await store.SweepUploadsAsync(DateTimeOffset.UtcNow.AddHours(-1)));
        Assert.Equal(1, await store.SweepUploadsAsync(DateTimeOffset.UtcNow.AddHours(1)));
        Assert.Equal(0, await store.SweepUploadsAsync(DateTimeOffset.UtcNow.AddHours(1)));
    }

    [Fact]
    public async Task Two_stores_in_one_bucket_do_not_see_each_other()
    {
        var one = await OpenS3Async(o => o with { KeyPrefix = "one" });
        var two = await OpenS3Async(o => o with { KeyPrefix = "two/deep" });
        await PutAsync(one, "a/b", "1");
        await PutAsync(two, "a/b", "2");

        Assert.Equal(["a/b"], await KeysAsync(one, ""));
        Assert.Equal("2", await ReadAsync(two, "a/b"));
        Assert.EndsWith("/two/deep", two.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_the_server_could_not_even_read_is_sent_again()
    {
        await using var proxy = await ProxyAsync();
        var store = await OpenS3Async(o => o with { Endpoint = proxy.Endpoint });
        proxy.Arm(new(OfAnswers: false, AfterBytes: 0, Refuse: true), times: 2);

        await PutAsync(store, "k", "x");

        Assert.Equal("x", await ReadAsync(store, "k"));
        Assert.Equal(2, proxy.Faults);
    }

    [Fact]
    public async Task A_wrong_secret_and_a_missing_bucket_are_told_and_the_secret_is_not()
    {
        await OpenS3Async();
        var wrong = Open(_options! with { SecretKey = "not-the-secret" });
        var missing = Open(_options! with { Bucket = "no-such-bucket" });

        var refused = await Assert.ThrowsAsync<PenstockException>(() => PutAsync(wrong, "k", "x"));
        Assert.Contains("refuses access", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "not-the-secret",
            refused.ToString() + wrong.Address + _options,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(_options!.SecretKey, _options.ToString(), StringComparison.Ordinal);
        var absent = await Assert.ThrowsAsync<PenstockException>(() => PutAsync(missing, "k", "x"));
        Assert.StartsWith("No such bucket: k in s3://no-such-bucket", absent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_and_the_doctors_check_says_so()
    {
        var port = FreePort.Next();
        var store = Open(
            new S3StoreOptions("lake", "a", "b", Folder["nowhere"])
            {
                Endpoint = new Uri($"http://127.0.0.1:{port}"),
                Retries = 0,
            }
        );

        var error = await Assert.ThrowsAsync<TransientException>(() => store.FindAsync("k"));
        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        var finding = Assert.Single(await ObjectStoreCheck.RunAsync(store));
        Assert.Equal(("write", false), (finding.Name, finding.Passed));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var store in _opened)
            store.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<FaultProxy> ProxyAsync() => new((await s3.ServerAsync()).Endpoint);

    private async Task<S3ObjectStore> OpenS3Async(Func<S3StoreOptions, S3StoreOptions>? change = null)
    {
        var server = await s3.ServerAsync();
        // One bucket a test.
        _options ??= new S3StoreOptions(
            $"test-{Guid.NewGuid():N}",
            server.AccessKey,
            server.SecretKey,
            Folder["scratch"]
        )
        {
            Endpoint = server.Endpoint,
        };
        if (_opened.Count == 0)
            await Open(_options).EnsureBucketAsync();
        return Open(change is null ? _options : change(_options));
    }

    private S3ObjectStore Open(S3StoreOptions options)
    {
        var store = new S3ObjectStore(options);
        _opened.Add(store);
        return store;
    }

    private static async Task<byte[]> PutRandomAsync(S3ObjectStore store, string key, int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        await using var staged = store.Stage();
        await staged.Content.WriteAsync(bytes);
        Assert.True(await staged.CommitAsync(key));
        return bytes;
    }
}
