using Npgsql;
using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>What is wrong with a store or a warehouse is said, with advice that is about it.</summary>
public class DoctorTests(CliFixture cli)
{
    [Theory]
    [InlineData(403, "InvalidAccessKeyId", "lake.accessKey")]
    [InlineData(403, "SignatureDoesNotMatch", "lake.secretKey")]
    [InlineData(403, "AccessDenied", "lake.accessKey")]
    [InlineData(404, "NoSuchBucket", "lake.store")]
    public async Task A_store_that_refuses_to_be_written_is_not_ok(int status, string code, string advice)
    {
        await using var server = await S3StandIn.StartAsync(refuse: _ => (status, code));

        AssertFails(await cli.RunWithAsync(Store(server.Endpoint), "doctor"), "object store", advice);
    }

    [Theory]
    [InlineData(S3StandIn.Conditions.Ignored)]
    [InlineData(S3StandIn.Conditions.LookedAtFirst)]
    public async Task A_store_that_lets_writers_overwrite_each_other_is_not_ok(S3StandIn.Conditions how)
    {
        await using var server = await S3StandIn.StartAsync(how);

        AssertFails(await cli.RunWithAsync(Store(server.Endpoint), "doctor"), "object store", "If-None-Match");
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_not_ok_and_a_store_as_it_should_be_is()
    {
        await using var server = await S3StandIn.StartAsync();
        var nowhere = new Uri($"http://127.0.0.1:{FreePort.Next()}");

        AssertFails(await cli.RunWithAsync(Store(nowhere), "doctor"), "object store", "lake.endpoint");
        var well = await cli.RunWithAsync(Store(server.Endpoint), "doctor");
        Assert.Contains(
            well.Output.Split('\n'),
            l => l.StartsWith("ok", StringComparison.Ordinal) && l.Contains("s3://lake")
        );
    }

    [Fact]
    public async Task A_warehouse_in_which_the_role_may_not_create_schemas_is_not_ok()
    {
        await using var owner = NpgsqlDataSource.Create(cli.Site.Connection);
        await using (
            var create = owner.CreateCommand("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN PASSWORD 'guest'")
        )
            await create.ExecuteNonQueryAsync();
        var guest = new NpgsqlConnectionStringBuilder(cli.Site.Connection) { Username = "guest", Password = "guest" };

        var result = await cli.RunWithAsync(
            new Dictionary<string, string> { ["PENSTOCK__WAREHOUSE__CONNECTION"] = guest.ConnectionString },
            "doctor"
        );

        AssertFails(result, "warehouse", "GRANT CREATE ON DATABASE");
    }

    private static Dictionary<string, string> Store(Uri endpoint) =>
        new()
        {
            ["PENSTOCK__LAKE__STORE"] = "s3://lake",
            ["PENSTOCK__LAKE__ENDPOINT"] = endpoint.ToString(),
            ["PENSTOCK__LAKE__ACCESSKEY"] = "a",
            ["PENSTOCK__LAKE__SECRETKEY"] = "b",
        };

    private static void AssertFails(CommandLine.Result result, string what, string advice)
    {
        Assert.Equal(1, result.ExitCode);
        var lines = result.Output.Split('\n');
        var at = Array.FindIndex(lines, l => l.Contains(what, StringComparison.Ordinal));
        Assert.True(at >= 0, result.Output + result.Error);
        Assert.StartsWith("FAIL", lines[at], StringComparison.Ordinal);
        Assert.Contains("mend it:", lines[at + 1], StringComparison.Ordinal);
        Assert.Contains(advice, lines[at + 1], StringComparison.Ordinal);
    }
}
