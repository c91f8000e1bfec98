using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Penstock.Server.Hosting;
using Penstock.Workflows.Activities.Http;

namespace Penstock.Server.Http;

/// <summary>Reads a request into what a run keeps of it, within the endpoint's limits.</summary>
internal static class HttpRequestReader
{
    private static readonly string[] Credentials = ["Authorization", "Cookie", "Proxy-Authorization"];

    /// <summary>The request; its <c>Problem</c> says which rule it broke.</summary>
    public static async Task<HttpRequestData> ReadAsync(HttpContext context, string path, HttpRoute route, long limit)
    {
        var request = context.Request;
        var data = new HttpRequestData
        {
            Method = request.Method,
            Path = path,
            RouteData = route.Values,
            User = context.User.Identity?.Name,
            Query = request.Query.ToDictionary(q => q.Key, q => One(q.Value), StringComparer.OrdinalIgnoreCase),
            Headers = request
                .Headers.Where(h => !Credentials.Contains(h.Key, StringComparer.OrdinalIgnoreCase))
                .ToDictionary(h => h.Key, h => One(h.Value), StringComparer.OrdinalIgnoreCase),
        };
        if (request.ContentLength > limit)
            return data with { Problem = HttpEndpointRules.RequestTooLarge };
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = limit;
        try
        {
            return request.HasFormContentType
                ? await FormAsync(request, data, route.Rules, context.RequestAborted)
                : data with
                {
                    Content = await BodyAsync(request, context.RequestAborted),
                };
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return data with { Problem = HttpEndpointRules.RequestTooLarge };
        }
    }

    private static async Task<HttpRequestData> FormAsync(
        HttpRequest request,
        HttpRequestData data,
        HttpEndpointRules rules,
        CancellationToken cancellationToken
    )
    {
        var form = await RequestForm.ReadAsync(request, cancellationToken);
        var files = new List<HttpFileData>();
        foreach (var file in form.Files)
        {
            var name = Path.GetFileName(file.FileName.Replace('\\', '/'));
            if (rules.ProblemOf(name, file.ContentType, file.Length) is { } problem)
                return data with { Problem = problem };
            var content = new byte[file.Length];
            await using var stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(content, cancellationToken);
            files.Add(new(file.Name, name, file.ContentType, content));
        }
        var fields = new JsonObject();
        foreach (var (name, values) in form)
            fields[name] =
                values.Count == 1
                    ? JsonValue.Create(values[0])
                    : new JsonArray([.. values.Select(v => JsonValue.Create(v))]);
        return data with { Content = fields, Files = files };
    }

    private static async Task<JsonNode?> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(cancellationToken);
        return HttpContentType.Parse(text, request.ContentType?.Split(';')[0].Trim());
    }

    private static object One(StringValues values) => values.Count == 1 ? values[0] ?? "" : values.ToArray();
}
