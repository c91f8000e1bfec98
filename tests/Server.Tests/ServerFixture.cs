using Microsoft.Extensions.DependencyInjection;
using Penstock.Testing;

namespace Penstock.Server.Tests;

/// <summary>One server for the tests of a class; its clock is theirs to move.</summary>
public sealed class ServerFixture(PostgresFixture postgres) : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public TestClock Clock { get; } = new();

    public async ValueTask InitializeAsync() =>
        Server = await TestServer.StartAsync(
            postgres,
            new ServerStart { Services = services => services.AddSingleton<TimeProvider>(Clock) }
        );

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
