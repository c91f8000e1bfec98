using Penstock.Testing;
using Penstock.Workflows.Definitions.Store;
using static Penstock.Workflows.Tests.Definitions.StoreHost;

namespace Penstock.Workflows.Tests.Definitions;

public sealed class ConcurrencyTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_second_of_two_saves_on_one_base_gets_a_conflict_and_nothing_is_lost(bool wasPublished)
    {
        await using var host = await StartAsync(postgres);
        var loaded = await host.SaveAsync(Document("d"), wasPublished);
        await host.Store.SaveAsync(Edit(loaded, "hers"));
        var error = await Assert.ThrowsAsync<DefinitionConflictException>(() =>
            host.Store.SaveAsync(Edit(loaded, "his"))
        );

        Assert.Contains("changed by somebody else", error.Message, StringComparison.Ordinal);
        Assert.Equal("hers", TextOf((await host.Store.FindAsync("d", VersionOptions.Latest))!));
    }

    [Fact]
    public async Task Of_saves_at_the_same_moment_one_is_made()
    {
        await using var host = await StartAsync(postgres);
        var loaded = await host.SaveAsync(Document("d"));
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async i =>
                {
                    try
                    {
                        await host.Store.SaveAsync(Edit(loaded, $"text {i}"));
                        return true;
                    }
                    catch (DefinitionConflictException)
                    {
                        return false;
                    }
                })
        );

        Assert.Single(outcomes, made => made);
    }

    [Fact]
    public async Task A_save_on_what_was_loaded_last_is_made()
    {
        await using var host = await StartAsync(postgres);
        var loaded = await host.SaveAsync(Document("d"));
        var saved = (await host.Store.SaveAsync(Edit(loaded, "one"))).Stored;

        Assert.Equal("two", TextOf((await host.Store.SaveAsync(Edit(saved, "two"))).Stored));
    }

    [Fact]
    public async Task A_page_does_not_conflict_with_its_own_saves_that_are_on_their_way()
    {
        await using var host = await StartAsync(postgres);
        var loaded = await host.SaveAsync(Document("d"), publish: true);
        await host.Store.SaveAsync(Edit(loaded, "one", "page1"));
        await host.Store.SaveAsync(Edit(loaded, "two", "page1"));

        Assert.Equal("two", TextOf((await host.Store.FindAsync("d", VersionOptions.Latest))!));
    }

    [Fact]
    public async Task A_page_conflicts_when_another_saved_between_its_saves()
    {
        await using var host = await StartAsync(postgres);
        var loaded = await host.SaveAsync(Document("d"));
        var mine = (await host.Store.SaveAsync(Edit(loaded, "one", "page1"))).Stored;
        var other = (await host.Store.SaveAsync(Edit(mine, "other", "page2"))).Stored;
        await host.Store.SaveAsync(Edit(other, "one again", "page1"));

        await Assert.ThrowsAsync<DefinitionConflictException>(() => host.Store.SaveAsync(Edit(mine, "late", "page1")));
    }

    [Fact]
    public async Task A_save_that_is_sent_again_after_it_arrived_is_no_conflict()
    {
        await using var host = await StartAsync(postgres);
        var loaded = await host.SaveAsync(Document("d"));
        var first = (await host.Store.SaveAsync(Edit(loaded, "one"))).Stored;
        var again = (await host.Store.SaveAsync(Edit(loaded, "one"))).Stored;

        Assert.Equal(first.Info, again.Info);
    }

    [Fact]
    public async Task Documents_that_were_never_loaded_from_here_replace_what_there_is()
    {
        await using var host = await StartAsync(postgres);
        var file = Document("d", text: "one");
        (file["id"], file["createdAt"]) = ("d-v1", "2026-01-01T00:00:00+00:00");
        await host.Store.SaveAsync(new SaveRequest(file) { ChecksBase = true });
        var other = file.DeepClone().AsObject();
        other["root"]!["activities"]![0]!["text"]!["expression"]!["value"] = "two";

        Assert.Equal("two", TextOf((await host.Store.SaveAsync(new SaveRequest(other) { ChecksBase = true })).Stored));
    }

    [Fact]
    public async Task A_creation_that_is_sent_again_makes_no_twin()
    {
        await using var host = await StartAsync(postgres);
        var first = await host.Store.SaveAsync(new SaveRequest(Document(null)) { CreationKey = "page1/abc" });
        var again = await host.Store.SaveAsync(new SaveRequest(Document(null)) { CreationKey = "page1/abc" });
        var other = await host.Store.SaveAsync(new SaveRequest(Document(null)));

        Assert.Equal(first.Stored.Info.Id, again.Stored.Info.Id);
        Assert.NotEqual(first.Stored.Info.DefinitionId, other.Stored.Info.DefinitionId);
    }
}
