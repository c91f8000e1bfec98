using System.Text.Json;
using Penstock.Core.Errors;
using Penstock.Core.Scripting;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>Renders models: npm <c>nunjucks</c>, a port of Jinja, in the script sandbox, with the words of dbt that docs/reference/models.md lists.</summary>
internal static class TemplateEngine
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<ScriptLibrary> Library = new(
        () =>
            new ScriptLibrary(
                "Jinja",
                LibraryText.RequireNpm(typeof(TemplateEngine).Assembly, "nunjucks", "browser/nunjucks.min.js"),
                LibraryText.Own(typeof(TemplateEngine).Assembly, "models.js")
            ),
        LazyThreadSafetyMode.PublicationOnly
    );

    /// <summary>Renders all texts of a request, in its order.</summary>
    /// <exception cref="UsageException">One of them cannot be rendered; names file and line.</exception>
    public static async Task<IReadOnlyList<RenderedTemplate>> RenderAsync(
        IScriptSandbox scripts,
        TemplateRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.Templates.Count == 0)
            return [];
        var answer = JsonSerializer.Deserialize<Answer>(
            await scripts.InvokeAsync(
                Library.Value,
                "render",
                JsonSerializer.Serialize(request, Json),
                cancellationToken
            ),
            Json
        )!;
        return answer.Error is { } error
            ? throw new UsageException(
                error.Message,
                $"{error.File}:{error.Line}",
                error.Next ?? "mend it and run again"
            )
            : answer.Templates!;
    }

    private sealed record Answer(IReadOnlyList<RenderedTemplate>? Templates, Fault? Error);

    private sealed record Fault(string File, int Line, string Message, string? Next);
}
