using Npgsql;
using Penstock.Sandbox.Servers;
using Penstock.Testing;

namespace Penstock.Sandbox.Tests.Servers;

/// <summary>The private PostgreSQL lives as long as anybody uses it, and a little longer.</summary>
public sealed class SharedPostgresTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Folder => _folder["a folder, with a comma/and " + new string('x', 100)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_user_may_go_and_the_second_goes_on_with_it()
    {
        var first = await PostgresServer.ShareAsync(Folder);
        var second = await PostgresServer.ShareAsync(Folder);
        await first.DisposeAsync();

        Assert.Equal(first.Port, second.Port);
        Assert.Equal(1, await OneAsync(second));
        await second.DisposeAsync();
    }

    [Fact]
    public async Task It_stops_when_nobody_uses_it_and_starts_again_on_its_port()
    {
        var first = await PostgresServer.ShareAsync(Folder);
        var process = await IdAsync(first);
        await first.DisposeAsync();
        await TestWait.UntilAsync(() => !Directory.Exists($"/proc/{process}"));

        await using var again = await PostgresServer.ShareAsync(Folder);

        Assert.Equal(1, await OneAsync(again));
        Assert.Equal(first.Port, again.Port);
        Assert.NotEqual(process, await IdAsync(again));
    }

    [Fact]
    public async Task Databases_are_made_by_several_at_once()
    {
        await using var shared = await PostgresServer.ShareAsync(Folder);

        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => shared.CreateDatabaseAsync("one")));

        Assert.Single(made.Distinct());
    }

    private static Task<int> OneAsync(PostgresServer shared) => ScalarAsync(shared, "SELECT 1");

    private static Task<int> IdAsync(PostgresServer shared) =>
        ScalarAsync(shared, "SELECT (string_to_array(pg_read_file('postmaster.pid'), E'\\n'))[1]::int");

    private static async Task<int> ScalarAsync(PostgresServer shared, string sql)
    {
        await using var source = NpgsqlDataSource.Create(shared.ConnectionString("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
