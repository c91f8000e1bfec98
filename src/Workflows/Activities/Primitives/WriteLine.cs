using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Primitives;

/// <summary>Writes a line of text: to the registered <see cref="TextWriter"/>, or to the console.</summary>
[Activity("Elsa", "Console", "Writes a line of text.")]
public sealed class WriteLine : CodeActivity, IInPlace
{
    /// <summary>The text.</summary>
    [Input(Description = "The text.")]
    public Input<string> Text { get; set; } = new();

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context) =>
        await (context.GetService<TextWriter>() ?? Console.Out).WriteLineAsync(
            (context.Get(Text) ?? "").AsMemory(),
            context.CancellationToken
        );
}
