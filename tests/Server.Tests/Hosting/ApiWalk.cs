using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Penstock.Server.Tests.Hosting;

/// <summary>
/// Requests that the OpenAPI document's operations were not made for, by a fixed seed: no body, wrong content types, keys in any
/// order with NULLs and other types, deep nesting, odd values in paths and queries.
/// </summary>
internal sealed class ApiWalk(int seed)
{
    private static readonly string[] Odd =
    [
        "nothing",
        "00000000-0000-0000-0000-000000000000",
        "-1",
        "999999999999999999999",
        "null",
        "%00",
        "a%00b",
        "%1F",
        "raw%1Ft",
        "%2E%2E%2Fetc",
        "%E6%97%A5%F0%9F%98%80",
        "%FF%FE",
        "%ED%A0%80",
        "a%20b%3B%27--",
        new string('x', 3_000),
    ];

    private static readonly string[] Queries =
    [
        "page=-1&pageSize=-1",
        "page=99999999999&pageSize=0",
        "page=2147483647&pageSize=2147483647",
        "skip=-5&take=1000000000",
        "versionOptions=%00",
        "versionOptions=SpecificVersion%3D99999999999",
        "ids=&ids=%00&ids=a",
        "searchTerm=%25%00%27&search=%00",
        "orderBy=nothing&orderDirection=Sideways",
        "definitionId=%00&status=x&subStatus=1,2&from=yesterday&to=%00&before=never&after=x",
        "parent=%1F&pageToken=x",
        "isSystem=perhaps&includeArchived=2",
    ];

    // The words that bodies of this API and of the catalogue have.
    private static readonly string[] Words =
    [
        .. """
            id ids name type source input port definitionId activity versionOptions value root expression workflowInstanceIds
            version target metadata definitionIds customProperties correlationId activityNodeId workflowInstanceId timestamp model
            inputs includeWorkflowExecutionLog filter definitionVersionId activityIds activityId workflowDefinitionHandle
            workflowDefinition variables triggerActivityId timestampFilters searchTerm publish propertyName parentWorkflowInstanceId
            orderDirection orderBy options operator alterations activities connections activityHandle context schema properties
            partition-spec write-order stage-create requirements updates identifier table-changes destination namespace
            page pageSize isSystem username password userName currentPassword newPassword roles permissions days refreshToken
            """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];

    private readonly Random _random = new(seed);

    /// <summary>Every operation of the document.</summary>
    public static async Task<IReadOnlyList<Operation>> OperationsAsync(HttpClient client)
    {
        var document = (await client.GetFromJsonAsync<JsonNode>("/openapi/v1.json"))!;
        return
        [
            .. from path in document["paths"]!.AsObject()
            from verb in path.Value!.AsObject()
            where HttpMethod.Parse(verb.Key).Method is not "PARAMETERS"
            select new Operation(path.Key, verb.Key.ToUpperInvariant(), verb.Value!),
        ];
    }

    /// <summary>The requests of one operation.</summary>
    public IEnumerable<(string What, Func<HttpRequestMessage> Make)> Requests(Operation operation)
    {
        foreach (var value in operation.Parameters.Count == 0 ? ["-"] : Odd)
        {
            var path = operation.Fill(_ => value);
            yield return (
                $"path {value[..Math.Min(value.Length, 40)]}",
                () => new HttpRequestMessage(operation.Method, path)
            );
        }
        foreach (
            var query in Queries
                .Concat(operation.Queries.Select(q => $"{q}=%00"))
                .Concat(operation.Queries.Select(q => $"{q}="))
        )
        {
            var path = $"{operation.Fill(Usual)}?{query}";
            yield return ($"query {query}", () => new HttpRequestMessage(operation.Method, path));
        }
        if (operation.Verb is "GET" or "HEAD")
            yield break;
        foreach (var (what, content) in Bodies())
        {
            var path = operation.Fill(Usual);
            yield return ($"body {what}", () => new HttpRequestMessage(operation.Method, path) { Content = content() });
        }
    }

    public static string Usual(string parameter) =>
        parameter switch
        {
            "zone" => "raw",
            "version" => "1",
            _ when parameter.Contains("id", StringComparison.OrdinalIgnoreCase) => Guid.NewGuid().ToString(),
            _ => "thing",
        };

    private IEnumerable<(string, Func<HttpContent>)> Bodies()
    {
        foreach (
            var text in (string[])
                [
                    "",
                    "null",
                    "[]",
                    "[null]",
                    "\"text\"",
                    "12",
                    "{}",
                    "{",
                    "{\"a\":1,\"a\":2}",
                    "{\"name\":\"\\ud800\"}",
                    $"{{\"model\":{new string('[', 600)}{new string(']', 600)}}}",
                    $"{{\"model\":{string.Concat(Enumerable.Repeat("{\"root\":", 5_000))}1{new string('}', 5_000)}}}",
                ]
        )
            yield return (text[..Math.Min(text.Length, 40)], () => Json(text));
        for (var i = 0; i < 12; i++)
        {
            var text = Any(3).ToJsonString();
            yield return (text, () => Json(text));
        }
        // All words at once: what is read at all is of another type.
        foreach (
            var value in (JsonNode?[])
                [null, 1, "x", "a\0b", "", new JsonArray(), new JsonArray(null, 1), new JsonObject(), true, 1e300]
        )
        {
            var text = new JsonObject(Words.Select(w => KeyValuePair.Create(w, value?.DeepClone()))).ToJsonString();
            yield return ($"every word {value?.ToJsonString() ?? "null"}", () => Json(text));
        }
        yield return ("text/plain", () => new StringContent("hello", Encoding.UTF8, "text/plain"));
        yield return ("no type", () => new ByteArrayContent([123, 125]));
        yield return (
            "latin1",
            () =>
                new ByteArrayContent([123, 34, 228, 34, 58, 49, 125])
                {
                    Headers = { ContentType = new("application/json") { CharSet = "utf-16" } },
                }
        );
        yield return (
            "odd charset",
            () =>
                new ByteArrayContent([123, 125])
                {
                    Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json; charset=klingon") },
                }
        );
        yield return ("form", () => new FormUrlEncodedContent([new("name", "a\0b")]));
        yield return ("empty multipart", () => new MultipartFormDataContent());
        yield return ("multipart without end", () => Cut());
        yield return (
            "multipart",
            () => new MultipartFormDataContent { { new StringContent("{\"id\":\u0000"), "files", "a.json" } }
        );
        yield return (
            "multipart zip",
            () => new MultipartFormDataContent { { new ByteArrayContent([80, 75, 3, 4, 0, 0]), "file", "a.zip" } }
        );
        yield return (
            "gzip that is none",
            () =>
                new StringContent("{}", Encoding.UTF8, "application/json")
                {
                    Headers = { ContentEncoding = { "gzip" } },
                }
        );
    }

    private JsonNode Any(int depth)
    {
        var keys = Words.Append("").Append("$ref").Append("a.b").ToArray();
        _random.Shuffle(keys);
        return new JsonObject(keys.Take(_random.Next(1, 12)).Select(k => KeyValuePair.Create(k, Value(depth))));
    }

    private JsonNode? Value(int depth) =>
        _random.Next(depth > 0 ? 9 : 7) switch
        {
            0 => null,
            1 => _random.Next(-3, 100_000),
            2 => "text",
            3 => "a\0b",
            4 => true,
            5 => Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
            6 => "2024-01-01T00:00:00Z",
            7 => new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => Value(depth - 1))]),
            _ => Any(depth - 1),
        };

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static ByteArrayContent Cut()
    {
        var content = new ByteArrayContent(
            Encoding.ASCII.GetBytes("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf")
        );
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        return content;
    }

    /// <summary>One operation of the document.</summary>
    public sealed record Operation(string Path, string Verb, JsonNode Description)
    {
        public HttpMethod Method { get; } = new(Verb);

        /// <summary>The names in braces.</summary>
        public IReadOnlyList<string> Parameters { get; } = [.. Path.Split('{').Skip(1).Select(p => p.Split('}')[0])];

        public IReadOnlyList<string> Queries { get; } = [.. Named(Description, "query")];

        /// <summary>The path parameters that the document describes.</summary>
        public IReadOnlyList<string> Described { get; } = [.. Named(Description, "path")];

        public IReadOnlySet<string> Statuses { get; } =
            Description["responses"]!.AsObject().Select(r => r.Key).ToHashSet(StringComparer.Ordinal);

        public string Fill(Func<string, string> value) =>
            Parameters.Aggregate(Path, (path, p) => path.Replace($"{{{p}}}", value(p), StringComparison.Ordinal));

        public override string ToString() => $"{Verb} {Path}";

        private static IEnumerable<string> Named(JsonNode description, string place) =>
            from parameter in description["parameters"]?.AsArray() ?? []
            where (string)parameter!["in"]! == place
            select (string)parameter["name"]!;
    }
}
