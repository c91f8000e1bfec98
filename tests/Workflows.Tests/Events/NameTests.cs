using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Workflows.Tests.Events;

public sealed class NameTests
{
    [Fact]
    public async Task A_run_gets_its_name_and_what_it_belongs_to_from_its_activities()
    {
        await using var engine = new Engine();
        var result = await engine.RunAsync(
            new Chart()
                .Add("n", "Elsa.SetName", ("value", "Order 7"))
                .Add("c", "Elsa.Correlate", ("correlationId", "o-7"))
                .Arrow("n", "c")
        );

        Assert.Equal(("Order 7", "o-7"), (result.Run.Name, result.Run.CorrelationId));
    }

    [Fact]
    public async Task A_line_is_read_from_the_console()
    {
        await using var engine = new Engine(configure: b =>
            b.Services.AddSingleton<TextReader>(new StringReader("Ada\nBob"))
        );
        var chart = new Chart()
            .Variable("v", "Name")
            .Add("r", "Elsa.ReadLine", ("result", Chart.Bind("v")))
            .Add("w", "Elsa.WriteLine", ("text", Chart.Variable("Name")))
            .Arrow("r", "w");
        await engine.RunAsync(chart);

        Assert.Equal("Ada", engine.Console.ToString().Trim());
    }
}
