using System.Net;
using System.Net.Sockets;
using Penstock.Connectors.MongoDb;
using Penstock.Connectors.Tests.FileServers;
using Penstock.Core.Errors;
using Penstock.Core.Processes;
using Penstock.Core.Steps;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.MongoDb;

/// <summary>
/// Each fault has a clear error that names the object and the next command, never a secret, and publishes nothing.
/// </summary>
public sealed class MongoFaultTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestLake _lake = null!;
    private TestMongo _mongo = null!;

    public async ValueTask InitializeAsync()
    {
        _lake = await TestLake.CreateAsync(postgres, _folder);
        _mongo = await TestMongo.StartAsync(_folder["mongo"]);
        _mongo.Add("things", 0, 10);
    }

    [Fact]
    public async Task A_wrong_password_is_named_but_not_shown()
    {
        var error = await FailAsync<PenstockException>(Options(), _mongo.Connection.WithLogin("penstock", "sesame-17"));

        Assert.Contains("refused the login", error.Message, StringComparison.Ordinal);
        Assert.Contains("penstock doctor", error.Next, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", error.ToString(), StringComparison.Ordinal);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_within_its_time_limit()
    {
        var error = await FailAsync<TransientException>(
            Options() with
            {
                ServerSelectionTimeout = TimeSpan.FromSeconds(1),
                MaxRetries = 0,
            },
            new MongoConnection($"mongodb://127.0.0.1:{FreePort.Next()}/")
        );

        Assert.Contains(
            "No MongoDB server can be reached: mongodb://127.0.0.1:",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_server_that_accepts_and_stays_silent_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = Options() with
        {
            ServerSelectionTimeout = TimeSpan.FromSeconds(3),
            SocketTimeout = TimeSpan.FromMilliseconds(300),
        };

        var error = await FailAsync<TransientException>(
            options,
            new MongoConnection($"mongodb://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/")
        );

        Assert.Contains("socket timeout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_falls_silent_in_the_middle_of_an_answer_is_given_up()
    {
        var port = int.Parse(
            _mongo.Connection.Address.Split(':')[^1],
            System.Globalization.CultureInfo.InvariantCulture
        );
        await using var proxy = new CuttingProxy(port, 50, 50, 50) { FallsSilent = true };
        var options = Options() with { SocketTimeout = TimeSpan.FromMilliseconds(500), MaxRetries = 0 };

        var error = await FailAsync<TransientException>(
            options,
            new MongoConnection(_mongo.Connection.Uri.Replace($":{port}", $":{proxy.Port}", StringComparison.Ordinal))
        );

        Assert.Contains("The MongoDB server is silent", error.Message, StringComparison.Ordinal);
        Assert.Contains("no answer for 0.5 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_collection_is_an_error_and_an_empty_one_is_not()
    {
        var error = await FailAsync<PenstockException>(Options() with { Collection = "Things" });
        _mongo.Add("empty", 0, 0);
        var empty = await new MongoToLanding(_lake.Lake, _mongo.Connection).RunAsync(
            Options() with
            {
                Collection = "empty",
            },
            StepContext.Standalone("load")
        );

        Assert.Contains(
            $"No such MongoDB collection: {_mongo.Database}.Things at mongodb://",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.False(empty.Changed);
    }

    [Theory]
    [InlineData("{n: 1}")]
    [InlineData("[1]x")]
    public async Task A_filter_that_is_no_Extended_JSON_is_a_usage_error(string filter)
    {
        var error = await FailAsync<UsageException>(Options() with { Filter = filter });

        Assert.Contains("The filter of MongoDB to landing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_the_server_refuses_is_an_error_with_the_servers_words()
    {
        var error = await FailAsync<PenstockException>(Options() with { Filter = """{"n":{"$frobnicate":1}}""" });

        Assert.Contains("refused the query", error.Message, StringComparison.Ordinal);
        Assert.Contains("$frobnicate", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"_id":0}""", null)]
    [InlineData("""{"name":1}""", "when")]
    [InlineData("""{"when":0}""", "when")]
    public async Task A_projection_without_the_fields_that_a_read_continues_by_is_a_usage_error(
        string projection,
        string? watermark
    ) => await FailAsync<UsageException>(Options() with { Projection = projection, WatermarkField = watermark });

    [Theory]
    [InlineData("postgres://host/")]
    [InlineData("mongodb://")]
    [InlineData("mongodb://user:sesame-17@/db")]
    public void A_connection_string_of_another_kind_is_a_usage_error(string uri)
    {
        var error = Assert.Throws<UsageException>(() => new MongoConnection(uri));

        Assert.DoesNotContain("sesame", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_shows_hosts_only()
    {
        var connection = new MongoConnection("mongodb://u%40x:p%2Fw@a:1,b:2/db?authSource=admin");

        Assert.Equal("mongodb://a:1,b:2", connection.ToString());
        Assert.Equal("mongodb://new:pass%40@a:1,b:2/db?authSource=admin", connection.WithLogin("new", "pass@").Uri);
    }

    [Fact]
    public async Task Options_out_of_their_range_are_usage_errors()
    {
        await FailAsync<UsageException>(Options() with { BatchSize = 0 });
        await FailAsync<UsageException>(Options() with { MaxObjectBytes = 0 });
        await FailAsync<UsageException>(Options() with { Sort = """{"n":1}""", WatermarkField = "n" });
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(await _lake.Lake.Landing.ListAsync("things"));
        await _mongo.DisposeAsync();
        await _lake.DisposeAsync();
        _folder.Dispose();
    }

    private MongoToLandingOptions Options() =>
        new("things", _mongo.Database, "things") { RetryDelay = TimeSpan.FromMilliseconds(5) };

    private async Task<T> FailAsync<T>(MongoToLandingOptions options, MongoConnection? connection = null)
        where T : Exception =>
        await Assert.ThrowsAsync<T>(() =>
            new MongoToLanding(_lake.Lake, connection ?? _mongo.Connection).RunAsync(
                options,
                StepContext.Standalone("load")
            )
        );
}
