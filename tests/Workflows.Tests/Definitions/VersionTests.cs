using Penstock.Testing;
using Penstock.Workflows.Definitions.Store;
using static Penstock.Workflows.Tests.Definitions.StoreHost;

namespace Penstock.Workflows.Tests.Definitions;

public sealed class VersionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_draft_is_overwritten_and_keeps_its_id_and_version()
    {
        await using var host = await StartAsync(postgres);
        var first = await host.SaveAsync(Document("d", text: "one"));
        var second = await host.SaveAsync(Document("d", text: "two"));

        Assert.Equal(
            (first.Info.Id, 1, true, false),
            (second.Info.Id, second.Info.Version, second.Info.IsLatest, second.Info.IsPublished)
        );
        Assert.Equal("two", TextOf((await host.Store.FindAsync("d", VersionOptions.Latest))!));
        Assert.True(second.Info.SavedAt > first.Info.SavedAt);
    }

    [Fact]
    public async Task A_save_after_publication_makes_the_next_version_and_the_published_one_stays()
    {
        await using var host = await StartAsync(postgres);
        var published = await host.SaveAsync(Document("d", text: "one"), publish: true);
        var draft = await host.SaveAsync(Document("d", text: "two"));

        Assert.Equal((2, true, false), (draft.Info.Version, draft.Info.IsLatest, draft.Info.IsPublished));
        Assert.NotEqual(published.Info.Id, draft.Info.Id);
        var running = await host.Store.FindAsync("d", VersionOptions.Published);
        Assert.Equal((1, false, "one"), (running!.Info.Version, running.Info.IsLatest, TextOf(running)));
    }

    [Fact]
    public async Task Publishing_the_draft_takes_the_place_of_the_published_version()
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Document("d", text: "one"), publish: true);
        await host.SaveAsync(Document("d", text: "two"));
        var result = await host.Store.PublishAsync("d");

        Assert.Equal(
            (2, true, false),
            (result!.Stored.Info.Version, result.Stored.Info.IsPublished, result.AlreadyPublished)
        );
        Assert.Equal(
            [false, true],
            (
                await host.Store.ListAsync(
                    new() { Versions = VersionOptions.AllVersions, OrderBy = DefinitionOrder.Version }
                )
            ).Items.Select(i => i.IsPublished)
        );
        Assert.True((await host.Store.PublishAsync("d"))!.AlreadyPublished);
        Assert.Null(await host.Store.PublishAsync("nobody"));
    }

    [Fact]
    public async Task A_publication_that_is_sent_again_makes_no_second_version()
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Document("d"), publish: true);
        var again = await host.Store.SaveAsync(new SaveRequest(Document("d")) { Publish = true });

        Assert.Equal((true, 1), (again.AlreadyPublished, again.Stored.Info.Version));
    }

    [Fact]
    public async Task Retracted_is_a_draft_again_and_cannot_be_retracted_twice()
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Document("d"), publish: true);
        var retracted = await host.Store.RetractAsync("d");

        Assert.Equal((1, true, false), (retracted!.Info.Version, retracted.Info.IsLatest, retracted.Info.IsPublished));
        Assert.Contains(
            "not published",
            (await Assert.ThrowsAsync<DefinitionRefusedException>(() => host.Store.RetractAsync("d"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Reverting_makes_a_new_draft_and_loses_no_version()
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Document("d", text: "one"), publish: true);
        await host.SaveAsync(Document("d", text: "two"));
        var reverted = await host.Store.RevertAsync("d", 1);

        Assert.Equal((3, "one", false), (reverted!.Info.Version, TextOf(reverted), reverted.Info.IsPublished));
        Assert.Equal(["one", "two", "one"], await Texts(host));
        Assert.Null(await host.Store.RevertAsync("d", 9));
    }

    [Fact]
    public async Task When_the_newest_version_is_deleted_the_one_before_is_the_newest()
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Document("d", text: "one"), publish: true);
        var draft = await host.SaveAsync(Document("d", text: "two"));

        Assert.Equal(1, await host.Store.DeleteVersionsAsync([draft.Info.Id]));
        Assert.Equal(1, (await host.Store.FindAsync("d", VersionOptions.LatestAndPublished))!.Info.Version);
        Assert.Equal(1, await host.Store.DeleteAsync(["d"]));
        Assert.Equal(0, (await host.Store.ListAsync(new() { Versions = VersionOptions.AllVersions })).TotalCount);
        Assert.Equal(0, await host.Store.DeleteAsync(["d"]));
    }

    [Theory]
    [InlineData("Latest", "3")]
    [InlineData("published", "2")]
    [InlineData("LatestOrPublished", "3 2")]
    [InlineData("LatestAndPublished", "")]
    [InlineData("Draft", "3")]
    [InlineData("AllVersions", "3 2 1")]
    [InlineData("", "3 2 1")]
    [InlineData("1", "1")]
    public async Task Version_options_choose_versions(string options, string expected)
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Document("d", text: "one"), publish: true);
        await host.SaveAsync(Document("d", text: "two"), publish: true);
        await host.SaveAsync(Document("d", text: "three"));
        var page = await host.Store.ListAsync(
            new()
            {
                Versions = VersionOptions.Parse(options),
                OrderBy = DefinitionOrder.Version,
                Descending = true,
            }
        );

        Assert.Equal(expected, string.Join(" ", page.Items.Select(i => i.Version)));
    }

    [Fact]
    public async Task Observers_are_told_inside_the_commit_and_can_undo_it()
    {
        var observer = new Recorder();
        await using var host = await StartAsync(
            postgres,
            s =>
                Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<IDefinitionObserver>(
                    s,
                    observer
                )
        );
        await host.SaveAsync(Document("d", text: "one"), publish: true);
        await host.SaveAsync(Document("d", text: "two"), publish: true);
        await host.Store.RetractAsync("d");
        Assert.Equal(["+1", "-1", "+2", "-2"], observer.Seen);

        observer.Refuses = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            host.SaveAsync(Document("d", text: "three"), publish: true)
        );
        Assert.Equal("two", TextOf((await host.Store.FindAsync("d", VersionOptions.Latest))!));
    }

    private static async Task<List<string>> Texts(StoreHost host)
    {
        var texts = new List<string>();
        await foreach (
            var stored in host.Store.ReadAsync(
                new() { Versions = VersionOptions.AllVersions, OrderBy = DefinitionOrder.Version }
            )
        )
            texts.Add(TextOf(stored));
        return texts;
    }

    private sealed class Recorder : IDefinitionObserver
    {
        public List<string> Seen { get; } = [];

        public bool Refuses { get; set; }

        public Task PublishedAsync(
            StoredDefinition definition,
            Core.Metadata.MetadataTransaction transaction,
            CancellationToken cancellationToken
        )
        {
            if (Refuses)
                throw new InvalidOperationException("no");
            Seen.Add($"+{definition.Info.Version}");
            return Task.CompletedTask;
        }

        public Task UnpublishedAsync(
            DefinitionInfo definition,
            Core.Metadata.MetadataTransaction transaction,
            CancellationToken cancellationToken
        )
        {
            Seen.Add($"-{definition.Version}");
            return Task.CompletedTask;
        }
    }
}
