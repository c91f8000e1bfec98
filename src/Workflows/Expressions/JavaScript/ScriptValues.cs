using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>
/// Values as they travel to scripts and back: a letter and text. <c>j</c> JSON, <c>o</c> the JSON of objects of .NET, whose
/// members
/// have their own names too, <c>b</c> bytes (one character a byte), <c>d</c> an
/// ISO 8601 date, <c>s</c> a stream (a number that the host gave out), <c>n</c> a number that JSON has not, <c>u</c> undefined.
/// </summary>
internal static class ScriptValues
{
    private const int MaxDepth = 512;
    private static readonly JsonSerializerOptions Json = new(ValueConverter.Json)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
    };
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = MaxDepth };

    public static string Encode(object? value, List<Stream> streams)
    {
        switch (value)
        {
            case null:
                return "jnull";
            case byte[] bytes:
                return "b" + Encoding.Latin1.GetString(bytes);
            case DateTimeOffset date:
                return "d" + date.ToString("O", CultureInfo.InvariantCulture);
            case DateTime date:
                return "d" + date.ToString("O", CultureInfo.InvariantCulture);
            case Stream stream:
                streams.Add(stream);
                return $"s{streams.Count - 1}";
        }
        try
        {
            return (IsOfDotNet(value) ? "o" : "j") + JsonSerializer.Serialize(value, Json);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            throw new UsageException(
                $"A value of type {value.GetType().Name} cannot be given to a script",
                null,
                "refer to one of its members in another way, or store text",
                e
            );
        }
    }

    private static bool IsOfDotNet(object value) =>
        value is not (JsonNode or JsonElement or string or System.Collections.IDictionary)
        && !value.GetType().IsPrimitive;

    /// <exception cref="UsageException">It is a number that no type of ours takes, is nested too deeply, or does not fit the
    /// type.</exception>
    public static object? Decode(string text, Type target, IReadOnlyList<Stream> streams) =>
        ValueConverter.Convert(Decode(text, target == typeof(object), streams), target);

    private static object? Decode(string text, bool isAny, IReadOnlyList<Stream> streams)
    {
        var rest = text[1..];
        return text[0] switch
        {
            'u' => null,
            'b' => Encoding.Latin1.GetBytes(rest),
            's' => streams[int.Parse(rest, CultureInfo.InvariantCulture)],
            'd' => isAny ? DateTimeOffset.Parse(rest, CultureInfo.InvariantCulture) : rest,
            'n' => throw new UsageException(
                $"The result is {rest}, which is no number to go on with",
                null,
                "look for a division by zero or for text that is not a number"
            ),
            _ => Parse(rest),
        };
    }

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: Reading);
        }
        catch (JsonException e)
        {
            throw new UsageException(
                $"The result of the script cannot be read: it is nested more than {MaxDepth} levels deep",
                null,
                "return less",
                e
            );
        }
    }
}
