using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Expressions.JavaScript;

namespace Penstock.Workflows.Activities.Scripting;

/// <summary>
/// Runs a script. Its value is the result; with <c>setOutcome('…')</c> or <c>setOutcomes('…', '…')</c> it chooses the ways that
/// are followed.
/// </summary>
[Activity("Elsa", "Scripting", "Executes JavaScript code", DisplayName = "Run JavaScript")]
public sealed class RunJavaScript : CodeActivity<object?>, IRehearsed
{
    /// <summary>The script. The activity evaluates it itself, because only here a script can choose outcomes.</summary>
    [Input(
        Description = "The script to run.",
        UIHint = InputUIHints.CodeEditor,
        Language = "javascript",
        DefaultSyntax = "Literal"
    )]
    public Input<string> Script { get; set; } = new("");

    /// <summary>The outcomes that the script may choose from.</summary>
    [Input(
        DisplayName = "Possible Outcomes",
        Description = "A list of possible outcomes.",
        UIHint = InputUIHints.DynamicOutcomes
    )]
    public Input<ICollection<string>> PossibleOutcomes { get; set; } = new();

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var outcomes = new List<string>();
        var seen = new ExpressionExecutionContext(
            context.Memory,
            context.WorkflowExecutionContext,
            context.CancellationToken
        );
        var result = await context
            .GetRequiredService<JavaScriptHandler>()
            .EvaluateAsync(
                context.Get(Script) ?? "",
                typeof(object),
                seen,
                chosen =>
                {
                    outcomes.Clear();
                    outcomes.AddRange(chosen);
                }
            );
        context.Set(Result, result);
        if (outcomes.Count > 0)
            await context.CompleteActivityWithOutcomesAsync([.. outcomes]);
    }

    ValueTask IRehearsed.RehearseAsync(ActivityExecutionContext context) => ExecuteAsync(context);
}
