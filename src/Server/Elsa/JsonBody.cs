using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Penstock.Core.Errors;
using Penstock.Server.Hosting;

namespace Penstock.Server.Elsa;

/// <summary>Bodies as JSON documents: a definition is kept as it was sent, so it is not bound to a class.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512, AllowDuplicateProperties = false };

    /// <exception cref="UsageException">It is no JSON object.</exception>
    public static Task<JsonObject> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        ObjectAsync(() =>
            JsonNode.ParseAsync(request.Body, documentOptions: Options, cancellationToken: cancellationToken)
        );

    /// <exception cref="UsageException">It is no JSON object.</exception>
    public static Task<JsonObject> ReadAsync(string text) =>
        ObjectAsync(() => Task.FromResult(JsonNode.Parse(text, documentOptions: Options)));

    public static bool Flag(this JsonObject body, string name) =>
        body[name] is JsonValue value
        && (
            value.GetValueKind() == JsonValueKind.True
            || (value.TryGetValue<string>(out var text) && bool.TryParse(text, out var flag) && flag)
        );

    public static string? Text(this JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static IReadOnlyList<string> Texts(this JsonObject body, string name) =>
        body[name] is JsonArray array ? [.. array.Where(a => a is not null).Select(a => a!.ToString())] : [];

    // What is wrong is told here, not by whoever reads the text, the key or the database that cannot keep it.
    private static void Check(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (key, value) in members)
                {
                    Check(key);
                    Check(value);
                }
                break;
            case JsonArray items:
                foreach (var item in items)
                    Check(item);
                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                Check(text);
                break;
        }
    }

    private static void Check(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw RequestGuard.NulIn("The body");
    }

    private static async Task<JsonObject> ObjectAsync(Func<Task<JsonNode?>> parse)
    {
        try
        {
            if (await parse() is JsonObject json)
            {
                Check(json);
                return json;
            }
        }
        catch (JsonException e)
        {
            throw new UsageException(
                e.LineNumber is { } line
                    ? $"The body is not JSON (line {line + 1}, position {e.BytePositionInLine + 1})"
                    : $"The body is not the JSON that is expected: {e.Message}",
                null,
                "send a JSON object",
                e
            );
        }
        catch (InvalidOperationException e)
        {
            // Texts are decoded when they are read: bytes that are no UTF-8, half a surrogate pair.
            throw new UsageException($"The body holds text that is none ({e.Message})", null, "send UTF-8", e);
        }
        throw new UsageException("The body holds something else than a JSON object", null, "send a JSON object");
    }
}
