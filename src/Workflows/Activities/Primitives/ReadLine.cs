using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Primitives;

/// <summary>
/// Reads a line of text: from the registered <see cref="TextReader"/>, or from the console. Null at the end of the input.
/// </summary>
[Activity("Elsa", "Console", "Reads a line of text from the console.")]
public sealed class ReadLine : CodeActivity<string>
{
    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context) =>
        context.Set(
            Result,
            await (context.GetService<TextReader>() ?? Console.In).ReadLineAsync(context.CancellationToken)
        );
}
