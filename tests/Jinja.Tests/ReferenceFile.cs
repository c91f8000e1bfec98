using System.Text.Json;
using Penstock.Jinja.Values;

namespace Penstock.Jinja.Tests;

/// <summary>Cases that Jinja2 3.1 has answered.</summary>
internal sealed record ReferenceFile(JsonElement Context, IReadOnlyList<ReferenceCase> Cases)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static ReferenceFile Read(string name) =>
        JsonSerializer.Deserialize<ReferenceFile>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", name)),
            Json
        )!;

    /// <summary>What is wrong with what this library does; null: nothing.</summary>
    public string? Check(ReferenceCase one)
    {
        var words = Context.EnumerateObject().ToDictionary(p => p.Name, p => ValueOf(p.Value));
        try
        {
            var text = new JinjaEnvironment().Parse(one.Template).Render(words);
            return text == one.Gives ? null : $"{one.Template}\n  gives {text}\n  not {one.Gives ?? one.Fails}";
        }
        catch (JinjaException e)
        {
            var isRight =
                one.Fails is { } kind
                && string.Equals(e.Kind.ToString(), kind, StringComparison.OrdinalIgnoreCase)
                && (one.Line ?? e.Line) == e.Line
                && e.Line > 0;
            return isRight
                ? null
                : $"{one.Template}\n  fails with {e.Kind} in line {e.Line}: {e.Message}\n  not {one.Gives ?? one.Fails}";
        }
    }

    private static object? ValueOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => new JinjaList(value.EnumerateArray().Select(ValueOf)),
            JsonValueKind.Object => new JinjaDict(
                value.EnumerateObject().Select(p => ((object?)p.Name, ValueOf(p.Value)))
            ),
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.TryGetInt64(out var number) ? (object)number : value.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };
}
