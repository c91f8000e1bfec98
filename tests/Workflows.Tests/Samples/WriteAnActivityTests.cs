using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Testing;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Tests.Composition;
using Penstock.Workflows.Triggers;

namespace Penstock.Workflows.Tests.Samples;

public sealed partial class WriteAnActivityTests
{
    private static readonly Action<IServiceCollection> Stock = s =>
        s.AddSingleton(new StockList(new Dictionary<string, int> { ["Hamburg/4711"] = 3 }));

    [Theory]
    [InlineData(3, "enough")]
    [InlineData(4, "few")]
    public async Task The_example_runs(int wanted, string next)
    {
        await using var host = new RuntimeHost(configure: Stock);
        await host.RunAsync(
            new Chart()
                .Add("c", "Shop.CheckStock", ("article", "4711"), ("wanted", wanted), ("place", "Hamburg"))
                .Work("enough")
                .Work("few")
                .Arrow("c", "enough", "Enough")
                .Arrow("c", "few", "Too few")
                .Build()
        );

        Assert.Equal([next], host.Gate.Log);
        Assert.Equal("3", host.Memory.Activities.Single(a => a.ActivityId == "c").Outputs["Pieces"]!.ToString());
    }

    [Fact]
    public async Task The_example_that_waits_is_resumed_by_a_stimulus()
    {
        await using var host = new RuntimeHost();
        var handle = await host.Runtime.StartAsync(
            new Chart().Add("d", "Shop.WaitForDelivery", ("article", "4711")).Build()
        );
        await handle.Burst;
        await host.Get<StimulusSender>()
            .SendAsync(
                "Shop.WaitForDelivery",
                new { Article = "4711" },
                new StimulusOptions { Input = new Dictionary<string, object?> { ["Pieces"] = 12 } }
            );

        Assert.Equal(WorkflowSubStatus.Finished, (await host.EndOfAsync(handle.RunId)).SubStatus);
        Assert.Equal("12", host.Memory.Activities.Single(a => a.ActivityId == "d").Outputs["Pieces"]!.ToString());
    }

    [Fact]
    public void The_page_shows_the_examples_as_they_are_compiled()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/how-to/write-an-activity.md"));
        var blocks = Block().Matches(page).Select(m => m.Groups[1].Value).ToList();

        foreach (var name in (string[])["CheckStock.cs", "WaitForDelivery.cs"])
            Assert.Contains(
                File.ReadAllText(Path.Combine(Repository.Root, "tests/Workflows.Tests/Samples", name)),
                blocks
            );
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
