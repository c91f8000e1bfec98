using System.Globalization;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Values;
using Penstock.Workflows.Expressions.JavaScript;

namespace Penstock.Workflows.Expressions.Liquid;

/// <summary>Renders one template from the values of a run.</summary>
internal static class LiquidRun
{
    private const int MostSteps = 1_000_000;

    // Templates have no recursion of their own: macros are not read. This bounds what blocks may nest.
    private const int MostNesting = 100;

    private static readonly Lazy<TemplateOptions> Options = new(() =>
    {
        var options = new TemplateOptions
        {
            MaxSteps = MostSteps,
            MaxRecursion = MostNesting,
            StrictFilters = true,
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = TimeZoneInfo.Utc,
        };
        LiquidFilters.AddTo(options.Filters);
        return options;
    });

    // What the runtime compiles when the first template of a process is rendered is not that template's time.
    private static readonly Lazy<string> Warm = new(() =>
    {
        const string Usual =
            "{% for i in (1..2) %}{% assign n = i | plus: 1 %}{% if n > 2 %}{{ x.a | default: n | append: 'x' }}{% endif %}{% endfor %}";
        var values = new TemplateContext(Options.Value);
        values.SetValue("x", new DictionaryValue(new LiquidMembers(_ => (true, new { a = 1 }))));
        using var output = new LiquidOutput(new Watch(new JavaScriptOptions(), default), Usual.Length);
        LiquidTemplates
            .Parse(Usual, Options.Value.Filters)
            .RenderAsync(output, NullEncoder.Default, values)
            .AsTask()
            .GetAwaiter()
            .GetResult();
        return output.ToString();
    });

    /// <returns>The text.</returns>
    /// <exception cref="ScriptFault">The template is wrong.</exception>
    /// <exception cref="ScriptStopped">It reached a limit, or the run was cancelled.</exception>
    public static string Render(string template, ExpressionExecutionContext context, JavaScriptOptions limits)
    {
        _ = Warm.Value;
        var parsed = LiquidTemplates.Parse(template, Options.Value.Filters);
        var watch = new Watch(limits, context.CancellationToken).Begin();
        var values = new TemplateContext(Options.Value)
        {
            Assigned = (_, value, _) =>
            {
                watch.Check();
                return new(value);
            },
        };
        var workflow = context.Workflow;
        values.SetValue(
            "Variables",
            new DictionaryValue(
                new LiquidMembers(name => context.Memory.Find(name) is { } slot ? (true, slot.Value) : default)
            )
        );
        values.SetValue(
            "Input",
            new DictionaryValue(
                new LiquidMembers(name => workflow.Input.TryGetValue(name, out var input) ? (true, input) : default)
            )
        );
        values.SetValue("WorkflowInstanceId", StringValue.Create(workflow.Id.ToString()));
        values.SetValue("WorkflowDefinitionId", StringValue.Create(workflow.Definition.DefinitionId));
        values.SetValue("WorkflowDefinitionVersionId", StringValue.Create(workflow.Definition.Id));
        values.SetValue("WorkflowDefinitionVersion", NumberValue.Create(workflow.Definition.Version));
        values.SetValue("CorrelationId", StringValue.Create(workflow.CorrelationId ?? ""));
        using var output = new LiquidOutput(watch, limits.MaxResultLength);
        try
        {
            parsed.RenderAsync(output, NullEncoder.Default, values).AsTask().GetAwaiter().GetResult();
            return output.ToString();
        }
        catch (ScriptStopped e) when (e.Reason == ScriptStop.Depth)
        {
            throw new ScriptFault("blocks are nested too deeply", null, e);
        }
        catch (Exception e) when (e is InvalidOperationException or FluidException)
        {
            throw Explain(e);
        }
    }

    // What Fluid says when its limit of steps is reached has no type of its own, and speaks of recursion.
    private static Exception Explain(Exception e) =>
        e.Message.Contains("maximum level of recursion", StringComparison.OrdinalIgnoreCase)
            ? new ScriptStopped(ScriptStop.Steps)
            : new ScriptFault(e.Message, null, e);
}
