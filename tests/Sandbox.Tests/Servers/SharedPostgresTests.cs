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
        var first = await SharedPostgres.UseAsync(Folder);
        var second = await SharedPostgres.UseAsync(Folder);
        await first.DisposeAsync();

        Assert.Equal(first.Server.Port, second.Server.Port);
        Assert.Equal(1, await OneAsync(second));
        await second.DisposeAsync();
    }

    [Fact]
    public async Task It_stops_when_nobody_uses_it_and_starts_again_on_its_port()
    {
        var first = await SharedPostgres.UseAsync(Folder);
        var process = await IdAsync(first);
        await first.DisposeAsync();
        await TestWait.UntilAsync(() => !Directory.Exists($"/proc/{process}"));

        await using var again = await SharedPostgres.UseAsync(Folder);

        Assert.Equal(1, await OneAsync(again));
        Assert.Equal(first.Server.Port, again.Server.Port);
        Assert.NotEqual(process, await IdAsync(again));
    }

    [Fact]
    public async Task Databases_are_made_by_several_at_once()
    {
        await using var shared = await SharedPostgres.UseAsync(Folder);

        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => shared.Server.CreateDatabaseAsync("one")));

        Assert.Single(made.Distinct());
    }

    private static Task<int> OneAsync(SharedPostgres shared) => ScalarAsync(shared, "SELECT 1");

    private static Task<int> IdAsync(SharedPostgres shared) =>
        ScalarAsync(shared, "SELECT (string_to_array(pg_read_file('postmaster.pid'), E'\\n'))[1]::int");

    private static async Task<int> ScalarAsync(SharedPostgres shared, string sql)
    {
        await using var source = NpgsqlDataSource.Create(shared.Server.ConnectionString("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
