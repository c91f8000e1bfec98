using MongoDB.Driver;
using MongoDB.Driver.Core.Compression;
using MongoDB.Driver.Core.Configuration;
using Penstock.Connectors.MongoDb;
using Penstock.Connectors.MongoDb.Driver;
using Penstock.Core.Errors;
using Penstock.Sandbox.MongoDb;
using Penstock.Testing;

namespace Penstock.Connectors.Tests.MongoDb;

/// <summary>
/// What an address says counts: TLS, certificates, replica sets, compression; and what it says wrongly is told.
/// </summary>
public sealed class MongoAddressTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestCertificates _certificates;

    public MongoAddressTests() => _certificates = new TestCertificates(_folder["certificates"]);

    [Theory]
    [InlineData("mongodb://host/?frobnicate=1", "frobnicate")]
    [InlineData("mongodb://host/?tls=true&tlsCaFiles=x&authsource=admin", "tlsCaFiles")]
    [InlineData("mongodb://u:sesame-17@host/?compressors=zstd,frob", "compressors")]
    [InlineData("mongodb+srv://host/db?tlsCAFile=x&sslCAFile=y", "sslCAFile")]
    public void An_option_that_is_not_known_is_refused_by_its_name(string uri, string option)
    {
        var error = Assert.Throws<UsageException>(() => new MongoConnection(uri));

        Assert.Contains($"an option that is not known: {option}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mongodb://u:sesame-17@host/?tls=perhaps")]
    [InlineData("mongodb://u:sesame-17@host/?readPreference=nearestt")]
    [InlineData("mongodb://u:sesame-17@a,b/?directConnection=true")]
    [InlineData("mongodb://u:sesame-17@host:port/")]
    [InlineData("mongodb+srv://u:sesame-17@host:27017/")]
    [InlineData("mongodb://host/?tlsCertificateKeyFilePassword=sesame-17&readPreferenceTags=")]
    public void A_value_that_cannot_be_is_refused_without_showing_secrets(string uri)
    {
        var error = Assert.Throws<UsageException>(() => new MongoConnection(uri));

        Assert.Contains("not valid", error.Message, StringComparison.Ordinal);
        Assert.Contains("penstock.yml", error.Next, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_the_standard_are_the_drivers_settings()
    {
        var settings = Settings(
            "mongodb://u%40x:p%2Fw@a:1,b:2/db?replicaSet=rs0&authSource=people&authMechanism=SCRAM-SHA-256"
                + "&readPreference=secondaryPreferred&readPreferenceTags=dc:ny&readPreferenceTags=dc:la&maxStalenessSeconds=120"
                + "&readConcernLevel=majority&retryReads=false&compressors=zstd,zlib&appName=mine"
                + "&serverSelectionTimeoutMS=1234&connectTimeoutMS=2345&maxPoolSize=7"
        );

        Assert.Equal(["a:1", "b:2"], settings.Servers.Select(s => s.ToString()));
        Assert.Equal("rs0", settings.ReplicaSetName);
        Assert.Equal(("u@x", "people"), (settings.Credential.Username, settings.Credential.Source));
        Assert.Equal("SCRAM-SHA-256", settings.Credential.Mechanism);
        Assert.Equal(ReadPreferenceMode.SecondaryPreferred, settings.ReadPreference.ReadPreferenceMode);
        Assert.Equal(2, settings.ReadPreference.TagSets.Count);
        Assert.Equal(TimeSpan.FromMinutes(2), settings.ReadPreference.MaxStaleness);
        Assert.Equal(ReadConcernLevel.Majority, settings.ReadConcern.Level);
        Assert.False(settings.RetryReads);
        Assert.Equal([CompressorType.ZStandard, CompressorType.Zlib], settings.Compressors.Select(c => c.Type));
        Assert.Equal(("mine", 7), (settings.ApplicationName, settings.MaxConnectionPoolSize));
        Assert.Equal(1234, settings.ServerSelectionTimeout.TotalMilliseconds);
        Assert.Equal(2345, settings.ConnectTimeout.TotalMilliseconds);
    }

    [Fact]
    public void What_an_address_leaves_open_is_ours_to_say()
    {
        var connection = new MongoConnection("mongodb://host/");
        var settings = Settings(connection.Uri);

        Assert.True(settings.RetryReads);
        Assert.False(settings.UseTls);
        Assert.Equal(("penstock", 5), (settings.ApplicationName, settings.ServerSelectionTimeout.TotalSeconds));
        Assert.Equal(60, DriverSettings.Silence(connection, TimeSpan.FromSeconds(60)).TotalSeconds);
        Assert.Equal(
            90,
            DriverSettings
                .Silence(new MongoConnection("mongodb://host/?socketTimeoutMS=90000"), TimeSpan.FromSeconds(60))
                .TotalSeconds
        );
    }

    [Fact]
    public void A_srv_address_is_looked_up_by_the_driver_and_uses_TLS()
    {
        var parsed = new MongoConnection("mongodb+srv://u:p@cluster.example.com/db?readPreference=nearest").Parsed;

        Assert.Equal(ConnectionStringScheme.MongoDBPlusSrv, parsed.Scheme);
        Assert.True(parsed.Tls);
    }

    [Theory]
    [InlineData("mongodb://no-such-host.invalid/")]
    [InlineData("mongodb+srv://no-such-host.invalid/")]
    public async Task A_name_that_nobody_knows_is_told_as_such(string uri)
    {
        var error = await Assert.ThrowsAsync<TransientException>(() => Ping(uri));

        Assert.Contains("name of a MongoDB server cannot be looked up", error.Message, StringComparison.Ordinal);
        Assert.Contains("url in penstock.yml", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_whose_certificate_is_trusted_is_read_over_TLS()
    {
        await using var server = await StartAsync(
            new(_folder["mongo"]) { Certificate = _certificates.Server("127.0.0.1") }
        );

        await MongoCheck.PingAsync(new MongoConnection(server.Uri) { CertificateFile = _certificates.AuthorityFile });
        await Ping($"{server.Uri}?tlsCAFile={Uri.EscapeDataString(_certificates.AuthorityFile)}");
        await Ping($"{server.Uri}?tls=true&tlsInsecure=true");
        await Ping($"{server.Uri}?tls=true&tlsAllowInvalidCertificates=true");
    }

    [Fact]
    public async Task A_login_besides_the_address_keeps_the_certificate()
    {
        await using var server = await StartAsync(
            new(_folder["mongo"]) { Certificate = _certificates.Server("127.0.0.1") }
        );
        var bare = new MongoConnection($"mongodb://127.0.0.1:{server.Port}/")
        {
            CertificateFile = _certificates.AuthorityFile,
        };

        await MongoCheck.PingAsync(bare.WithLogin(server.User, server.Password));
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_or_of_another_host_is_refused()
    {
        await using var unknown = await StartAsync(
            new(_folder["a"]) { Certificate = _certificates.Server("127.0.0.1") }
        );
        await using var other = await StartAsync(
            new(_folder["b"]) { Certificate = _certificates.Server("elsewhere.example") }
        );
        var trusting = new MongoConnection(other.Uri) { CertificateFile = _certificates.AuthorityFile };

        foreach (var connection in new[] { new MongoConnection($"{unknown.Uri}?tls=true"), trusting })
        {
            var error = await Assert.ThrowsAsync<PenstockException>(() => MongoCheck.PingAsync(connection));
            Assert.Contains("The TLS connection to MongoDB failed", error.Message, StringComparison.Ordinal);
            Assert.Contains("certificateFile", error.Next, StringComparison.Ordinal);
        }
        await MongoCheck.PingAsync(
            new MongoConnection($"{other.Uri}?tlsAllowInvalidHostnames=true")
            {
                CertificateFile = _certificates.AuthorityFile,
            }
        );
    }

    [Fact]
    public async Task TLS_on_one_side_only_says_what_to_set()
    {
        await using var secret = await StartAsync(
            new(_folder["a"]) { Certificate = _certificates.Server("127.0.0.1") }
        );
        await using var plain = await StartAsync(new(_folder["b"]));

        var wanted = await Assert.ThrowsAnyAsync<PenstockException>(() => Ping(secret.Uri));
        var unwanted = await Assert.ThrowsAnyAsync<PenstockException>(() => Ping($"{plain.Uri}?tls=true"));

        Assert.Contains("tls=true", wanted.Next, StringComparison.Ordinal);
        Assert.Contains("tls=false", unwanted.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sesame-17")]
    public async Task A_client_logs_in_with_its_certificate(string? password)
    {
        await using var server = await StartAsync(
            new(_folder["mongo"])
            {
                Certificate = _certificates.Server("127.0.0.1"),
                ClientAuthority = _certificates.Authority,
            }
        );
        var file = Uri.EscapeDataString(_certificates.Client("CN=penstock,OU=lake", password));
        var secret = password is null ? "" : $"&tlsCertificateKeyFilePassword={password}";

        await Ping(
            $"mongodb://127.0.0.1:{server.Port}/?authMechanism=MONGODB-X509&tlsCAFile={_certificates.AuthorityFile}"
                + $"&tlsCertificateKeyFile={file}{secret}"
        );
    }

    [Fact]
    public async Task A_client_without_the_certificate_that_a_server_wants_is_told()
    {
        await using var server = await StartAsync(
            new(_folder["mongo"])
            {
                Certificate = _certificates.Server("127.0.0.1"),
                ClientAuthority = _certificates.Authority,
            }
        );

        var error = await Assert.ThrowsAnyAsync<PenstockException>(() =>
            Ping($"{server.Uri}?tlsCAFile={_certificates.AuthorityFile}")
        );

        Assert.Contains("tlsCertificateKeyFile", error.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tlsCertificateKeyFile")]
    [InlineData("tlsCAFile")]
    public async Task A_certificate_that_cannot_be_read_is_named(string option)
    {
        await File.WriteAllTextAsync(_folder["no.pem"], "nothing");

        foreach (var file in new[] { _folder["missing.pem"], _folder["no.pem"] })
        {
            var error = await Assert.ThrowsAsync<UsageException>(() => Ping($"mongodb://127.0.0.1/?{option}={file}"));
            Assert.Contains(file, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Certificates_for_an_address_that_turns_TLS_off_are_refused_and_not_passed_over()
    {
        var connection = new MongoConnection("mongodb://127.0.0.1/?tls=false")
        {
            CertificateFile = _certificates.AuthorityFile,
        };

        var error = await Assert.ThrowsAsync<UsageException>(() => MongoCheck.PingAsync(connection));

        Assert.Contains("turns TLS off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replica_set_is_found_by_its_name_or_from_one_of_its_hosts()
    {
        await using var server = await StartAsync(new(_folder["mongo"]) { ReplicaSet = "rs0" });

        await Ping($"{server.Uri}?replicaSet=rs0");
        await Ping(server.Uri);
        await Ping($"{server.Uri}?directConnection=true");
        await Ping($"{server.Uri}?replicaSet=rs0&readPreference=secondaryPreferred");
    }

    [Theory]
    [InlineData("rs0", "the server says rs0")]
    [InlineData(null, "the server is of none")]
    public async Task A_wrong_replica_set_is_told_with_both_names(string? set, string said)
    {
        await using var server = await StartAsync(new(_folder["mongo"]) { ReplicaSet = set });

        var error = await Assert.ThrowsAsync<PenstockException>(() =>
            Ping($"{server.Uri}?replicaSet=wrong&serverSelectionTimeoutMS=1000")
        );

        Assert.Contains("is of another replica set", error.Message, StringComparison.Ordinal);
        Assert.Contains("replicaSet=wrong", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("correct the option replicaSet", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_preference_that_no_server_meets_is_told()
    {
        await using var server = await StartAsync(new(_folder["mongo"]) { ReplicaSet = "rs0" });
        using var open = MongoServer.Open(
            new MongoConnection($"{server.Uri}?readPreference=secondary&serverSelectionTimeoutMS=1000"),
            TimeSpan.FromSeconds(5),
            TimeSpan.FromSeconds(60)
        );

        var error = Assert.Throws<TransientException>(() => open.Count("shop", "things", null, default));

        Assert.Contains("No MongoDB server fits what the address asks for", error.Message, StringComparison.Ordinal);
        Assert.Contains("readPreference", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_are_closed_and_do_not_close_each_other()
    {
        await using var server = await StartAsync(new(_folder["mongo"]));
        var connection = new MongoConnection(server.Uri);
        var limit = TimeSpan.FromSeconds(10);
        var first = MongoServer.Open(connection, limit, limit);
        using var second = MongoServer.Open(connection, limit, limit);
        first.HasCollection("shop", "things", default);
        second.HasCollection("shop", "things", default);

        first.Dispose();

        Assert.False(second.HasCollection("shop", "things", default));
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Dispose();
    }

    private static Task<SandboxMongoServer> StartAsync(SandboxMongoOptions options) =>
        SandboxMongoServer.StartAsync(options);

    private static Task Ping(string uri) => MongoCheck.PingAsync(new MongoConnection(uri));

    private static MongoClientSettings Settings(string uri) =>
        DriverSettings.Of(new MongoConnection(uri), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));
}
