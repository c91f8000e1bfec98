using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>One lake for all tests of a class that need no lake of their own; each has a table of its own in it.</summary>
public sealed class SharedModelWorld(PostgresFixture postgres) : IAsyncLifetime
{
    private int _tables;

    internal ModelWorld World { get; private set; } = null!;

    /// <summary>Empties the workflow's folder.</summary>
    /// <returns>A name that no table has.</returns>
    internal string NewTable()
    {
        World.Project.Clear();
        return $"t{++_tables}";
    }

    public async ValueTask InitializeAsync() => World = await ModelWorld.CreateAsync(postgres);

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
