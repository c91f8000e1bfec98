using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>Answers what an input's editor may choose from.</summary>
public sealed class InputOptions(IServiceProvider services)
{
    /// <summary>
    /// The specifications of the input's editor with the choices of this moment. The value that the input holds is one of them
    /// even when
    /// the provider does not know it: a table may be named before it exists.
    /// </summary>
    public async Task<JsonObject> DescribeAsync(
        InputOptionsContext context,
        CancellationToken cancellationToken = default
    )
    {
        var input = context.Input;
        if (input.UIHandler is not { } type)
            return input.UiSpecifications?.DeepClone().AsObject() ?? [];
        var provider = (IInputOptionsProvider)ActivatorUtilities.CreateInstance(services, type);
        var options = (await provider.GetOptionsAsync(context, cancellationToken)).DistinctBy(o => o.Value).ToList();
        options.AddRange(
            Held(context).Except(options.Select(o => o.Value), StringComparer.Ordinal).Select(SelectOption.Of).ToList()
        );
        var specifications = UiSpecifications.For(input.UiHint, options, null) ?? [];
        specifications["Refresh"] = true;
        return specifications;
    }

    private static IEnumerable<string> Held(InputOptionsContext context)
    {
        if (context.Literal(context.Input.JsonName) is { Length: > 0 } held)
            return [held];
        if (
            context.Values[context.Input.JsonName]?["expression"]?["value"] is not JsonValue value
            || !value.TryGetValue<string>(out var text)
            || !text.TrimStart().StartsWith('[')
        )
            return [];
        try
        {
            return [.. JsonNode.Parse(text)!.AsArray().OfType<JsonValue>().Select(v => v.ToString())];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
