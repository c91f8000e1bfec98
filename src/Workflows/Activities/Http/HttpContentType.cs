using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Activities.Http;

/// <summary>Values as HTTP content and back, by media type.</summary>
public static class HttpContentType
{
    /// <summary>The media type of JSON.</summary>
    public const string Json = "application/json";

    /// <summary>A value as content: bytes and text as they are, forms as name and value, everything else as JSON.</summary>
    /// <param name="content">The value; null gives no content.</param>
    /// <param name="contentType">The media type; text and JSON are told apart by the value when it is null.</param>
    public static HttpContent? Write(object? content, string? contentType)
    {
        if (content is null)
            return null;
        if (content is byte[] bytes)
            return With(new ByteArrayContent(bytes), contentType ?? "application/octet-stream");
        if (content is Stream stream)
            return With(new StreamContent(stream), contentType ?? "application/octet-stream");
        if (contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) ?? false)
        {
            if (content is string form && !form.TrimStart().StartsWith('{'))
                return With(new StringContent(form), contentType);
            var pairs =
                (IDictionary<string, object>?)ValueConverter.Convert(content, typeof(IDictionary<string, object>))
                ?? new Dictionary<string, object>();
            return new FormUrlEncodedContent(pairs.Select(p => KeyValuePair.Create(p.Key, p.Value?.ToString() ?? "")));
        }
        return With(
            new StringContent(TextOf(content), Encoding.UTF8),
            contentType ?? (content is string ? "text/plain; charset=utf-8" : Json)
        );
    }

    /// <summary>Content as a value: JSON as JSON, everything else as text; null when there is none.</summary>
    public static object? Read(string text, string? mediaType) =>
        ValueConverter.Convert(Parse(text, mediaType), typeof(object));

    /// <summary>The same as JSON.</summary>
    public static JsonNode? Parse(string text, string? mediaType)
    {
        if (text.Length == 0)
            return null;
        if (
            mediaType is null
            || !(
                mediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
                || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            )
        )
            return text;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // Who sends something else under this name is read as text, so that the workflow can say so.
            return text;
        }
    }

    /// <summary>Text as it is, other values as JSON.</summary>
    public static string TextOf(object content) =>
        content as string ?? JsonSerializer.Serialize(content, content.GetType(), ValueConverter.Json);

    private static HttpContent With(HttpContent content, string contentType)
    {
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return content;
    }
}
