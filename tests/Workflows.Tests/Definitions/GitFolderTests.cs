using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Errors;
using Penstock.Testing;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Git;
using Penstock.Workflows.Definitions.Store;
using static Penstock.Workflows.Tests.Definitions.StoreHost;

namespace Penstock.Workflows.Tests.Definitions;

public sealed class GitFolderTests(PostgresFixture postgres) : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private GitFolder Folder => new(_folder.Path);

    private async Task WriteAsync(string id, string text, string? file = null)
    {
        var path = _folder[file ?? $"{id}/{id}.json"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var document = Document(id, id, text);
        document["version"] = 4;
        await DefinitionWriter.WriteFileAsync(document, path);
    }

    private Task<GitLoad> LoadAsync(StoreHost host, GitMode mode) =>
        host.Services.GetRequiredService<GitDefinitions>().LoadAsync(Folder, mode);

    [Theory]
    [InlineData(GitMode.ReadOnly)]
    [InlineData(GitMode.Editable)]
    public async Task Definitions_are_published_once_and_again_only_when_their_file_has_changed(GitMode mode)
    {
        await using var host = await StartAsync(postgres);
        await WriteAsync("a", "one");
        await WriteAsync("b", "one");
        var first = await LoadAsync(host, mode);
        Assert.Equal(
            [("a", 4, true, mode == GitMode.ReadOnly, "Git"), ("b", 4, true, mode == GitMode.ReadOnly, "Git")],
            first.Loaded.Select(i => (i.DefinitionId, i.Version, i.IsPublished, i.IsReadonly, i.ProviderName!))
        );
        Assert.Empty((await LoadAsync(host, mode)).Loaded);

        await WriteAsync("b", "two");
        Assert.Equal([("b", 5)], (await LoadAsync(host, mode)).Loaded.Select(i => (i.DefinitionId, i.Version)));
        Assert.Empty((await LoadAsync(host, mode)).Loaded);
    }

    [Fact]
    public async Task What_was_edited_here_stays_until_the_file_changes_and_is_a_version_then()
    {
        await using var host = await StartAsync(postgres);
        await WriteAsync("a", "one");
        await LoadAsync(host, GitMode.Editable);
        await host.SaveAsync(Document("a", "a", "mine"));
        Assert.Empty((await LoadAsync(host, GitMode.Editable)).Loaded);
        await WriteAsync("a", "two");
        await LoadAsync(host, GitMode.Editable);

        Assert.Equal(
            (6, "two"),
            (
                (await host.Store.FindAsync("a", VersionOptions.Published))!.Info.Version,
                TextOf((await host.Store.FindAsync("a", VersionOptions.Published))!)
            )
        );
        Assert.Equal("mine", TextOf((await host.Store.FindAsync("a", VersionOptions.Of(5)))!));
    }

    [Fact]
    public async Task A_changed_setting_locks_and_unlocks_what_is_there()
    {
        await using var host = await StartAsync(postgres);
        await WriteAsync("a", "one");
        await LoadAsync(host, GitMode.ReadOnly);
        await Assert.ThrowsAsync<DefinitionRefusedException>(() => host.SaveAsync(Document("a", "a", "mine")));
        await LoadAsync(host, GitMode.Editable);
        await host.SaveAsync(Document("a", "a", "mine"));
        await LoadAsync(host, GitMode.ReadOnly);
        Assert.Equal(
            (true, "one"),
            (
                (await host.Store.FindAsync("a", VersionOptions.Latest))!.Info.IsReadonly,
                TextOf((await host.Store.FindAsync("a", VersionOptions.Latest))!)
            )
        );

        File.Delete(_folder["a/a.json"]);
        await LoadAsync(host, GitMode.ReadOnly);
        Assert.Equal(1, await host.Store.DeleteAsync(["a"]));
    }

    [Fact]
    public async Task Files_that_are_no_definitions_are_left_alone_and_broken_ones_are_named()
    {
        await using var host = await StartAsync(postgres);
        await File.WriteAllTextAsync(_folder["package.json"], """{"name":"no workflow"}""");
        Assert.Empty((await LoadAsync(host, GitMode.Editable)).Loaded);
        await File.WriteAllTextAsync(_folder["broken.json"], "{");

        Assert.Contains(
            "broken.json",
            (await Assert.ThrowsAsync<UsageException>(() => LoadAsync(host, GitMode.Editable))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Differences_are_named_member_by_member_and_gone_after_an_export()
    {
        await using var host = await StartAsync(postgres);
        await WriteAsync("a", "one", "deep/inside/other-name.json");
        await WriteAsync("b", "one");
        await LoadAsync(host, GitMode.Editable);
        await host.SaveAsync(Document("a", "a", "mine"));
        await host.SaveAsync(Document("c", "c"));
        await host.Store.DeleteAsync(["b"]);
        var comparison = host.Services.GetRequiredService<GitComparison>();
        var found = await comparison.CompareAsync(Folder, []);

        Assert.Equal(
            [("a", GitState.Different), ("b", GitState.OnlyInFolder), ("c", GitState.OnlyInStore)],
            found.Select(d => (d.DefinitionId, d.State))
        );
        Assert.Equal("$.root.activities[w].text.expression.value: \"one\" -> \"mine\"", Assert.Single(found[0].Lines));
        var files = await Folder.ReadAsync();
        var written = await Folder.WriteAsync((await host.Store.FindAsync("a", VersionOptions.Latest))!, files);
        Assert.Equal(_folder["deep/inside/other-name.json"], written);
        Assert.Equal(GitState.Same, (await comparison.CompareAsync(Folder, ["a"]))[0].State);
        Assert.Null(
            await Folder.WriteAsync((await host.Store.FindAsync("a", VersionOptions.Latest))!, await Folder.ReadAsync())
        );
    }
}
