using Penstock.Core.Errors;
using Penstock.Pipelines.Connections;
using Penstock.Testing;

namespace Penstock.Pipelines.Tests.Connections;

public sealed class SourceConnectionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_the_configuration_says_of_a_MongoDB_server_counts()
    {
        await using var test = await OpenAsync("mongodb://shop-db:27017/?replicaSet=rs0");

        var server = test.Platform.MongoServer("shop");

        Assert.Equal("mongodb://shop-db:27017", server.Address);
        Assert.Equal(test.Folder["authority.pem"], server.CertificateFile);
    }

    [Fact]
    public async Task An_unknown_option_in_the_address_of_a_MongoDB_server_is_refused_by_name()
    {
        await using var test = await OpenAsync("mongodb://shop-db:27017/?replicaset=rs0&replicaSett=rs0");

        var error = Assert.Throws<UsageException>(() => test.Platform.MongoServer("shop"));

        Assert.Contains("replicaSett", error.Message, StringComparison.Ordinal);
    }

    private Task<TestPlatform> OpenAsync(string url) =>
        TestPlatform.OpenAsync(
            postgres,
            _ =>
                $"""
                    sources:
                      shop:
                        url: {url}
                        user: reader
                        password: secret
                        certificateFile: authority.pem
                    """
        );
}
