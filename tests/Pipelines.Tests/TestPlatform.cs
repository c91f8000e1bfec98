using Penstock.Core.Configuration;
using Penstock.Testing;

namespace Penstock.Pipelines.Tests;

/// <summary>A platform on a folder and a database of its own.</summary>
public sealed class TestPlatform : IAsyncDisposable
{
    private TestPlatform(TestFolder folder, Platform platform)
    {
        Folder = folder;
        Platform = platform;
    }

    /// <summary>The folder with <c>penstock.yml</c> and the lake.</summary>
    public TestFolder Folder { get; }

    public Platform Platform { get; }

    /// <param name="postgres">The assembly's PostgreSQL.</param>
    /// <param name="configure">Makes more lines of <c>penstock.yml</c>, given its folder.</param>
    public static async Task<TestPlatform> OpenAsync(PostgresFixture postgres, Func<TestFolder, string> configure)
    {
        var folder = new TestFolder();
        await File.WriteAllTextAsync(
            folder["penstock.yml"],
            $"""
            metadata:
              connection: {await postgres.CreateDatabaseAsync()}
            lake:
              store: file:lake
            {configure(folder)}
            """
        );
        return new TestPlatform(
            folder,
            await Platform.OpenAsync(
                PenstockConfiguration.Load(folder["penstock.yml"]),
                (o, _, _) => Task.FromResult(o.Connection!)
            )
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        Folder.Dispose();
    }
}
