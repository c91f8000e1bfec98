using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fluid;
using Fluid.Values;
using Penstock.Workflows.Expressions.JavaScript;

namespace Penstock.Workflows.Expressions.Liquid;

/// <summary>The filters that Elsa adds to the standard ones, and limits on those that multiply texts.</summary>
internal static class LiquidFilters
{
    // A text of a filter's; one filter after the other could double it.
    private const int MostText = 4 << 20;
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void AddTo(FilterCollection filters)
    {
        foreach (var (name, filter) in filters.ToList())
            filters.AddFilter(name, Bounded(filter));
        filters.AddFilter("json", (value, _, _) => new(StringValue.Create(ToJson(value))));
        filters.AddFilter("base64", (value, _, _) => new(StringValue.Create(ToBase64(value))));
        filters.AddFilter(
            "replace",
            Bounded(Multiplying(filters, "replace", (v, a) => v.Length * (long)(a.Length + 1)))
        );
    }

    private static string ToJson(FluidValue value) => LiquidValues.ToJson(value)?.ToJsonString(Json) ?? "null";

    private static string ToBase64(FluidValue value) =>
        Convert.ToBase64String(
            Encoding.UTF8.GetBytes(value is DictionaryValue or ArrayValue ? ToJson(value) : value.ToStringValue())
        );

    // The second argument of these comes in place of parts of the text.
    private static FilterDelegate Multiplying(FilterCollection filters, string name, Func<string, string, long> size)
    {
        filters.TryGetValue(name, out var filter);
        return (input, arguments, context) =>
            size(input.ToStringValue(), arguments.At(1).ToStringValue()) > 16L * MostText
                ? throw new ScriptStopped(ScriptStop.Output)
                : filter!(input, arguments, context);
    }

    private static FilterDelegate Bounded(FilterDelegate filter) =>
        async (input, arguments, context) =>
        {
            context.IncrementSteps();
            var value = await filter(input, arguments, context);
            return value is StringValue && value.ToStringValue().Length > MostText
                ? throw new ScriptStopped(ScriptStop.Output)
                : value;
        };
}
