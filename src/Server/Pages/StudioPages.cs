using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Penstock.Server.Access;
using Penstock.Server.Html;
using Penstock.Server.Studio;

namespace Penstock.Server.Pages;

/// <summary>The screens of Elsa Studio, one page each, at the addresses that Studio itself links to.</summary>
internal static class StudioPages
{
    private static readonly string[] Styles =
    [
        "_content/MudBlazor/MudBlazor.min.css",
        "_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.css",
        "_content/Radzen.Blazor/css/material-base.css",
        "_content/Elsa.Studio.Shell/css/shell.css",
        "Elsa.Studio.Host.CustomElements.styles.css",
    ];

    private static readonly string[] Scripts =
    [
        "_content/MudBlazor/MudBlazor.min.js",
        "_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.js",
        "_content/Radzen.Blazor/Radzen.Blazor.js",
        "_framework/blazor.webassembly.js",
    ];

    // The code editor: 3.5 MB of script. It runs while Studio's own files are on their way; lists begin without it.
    private static readonly string[] CodeEditor =
    [
        "_content/BlazorMonaco/jsInterop.js",
        "_content/BlazorMonaco/lib/monaco-editor/min/vs/loader.js",
        "_content/BlazorMonaco/lib/monaco-editor/min/vs/editor/editor.main.js",
    ];

    public static void MapStudioPages(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/", () => Results.LocalRedirect("/workflows/definitions"))
            .RequireAuthorization()
            .ExcludeFromDescription();
        Map(
            routes,
            "/workflows/definitions",
            Permissions.ReadDefinitions,
            "Workflows",
            "Workflows",
            "elsa-workflow-definition-list"
        );
        Map(
            routes,
            "/workflows/definitions/{definitionId}/edit",
            Permissions.ReadDefinitions,
            "Workflow",
            "Workflows",
            "elsa-workflow-definition-editor"
        );
        Map(routes, "/workflows/instances", Permissions.ReadInstances, "Runs", "Runs", "elsa-workflow-instance-list");
        Map(
            routes,
            "/workflows/instances/{instanceId}/view",
            Permissions.ReadInstances,
            "Run",
            "Runs",
            "elsa-workflow-instance-viewer"
        );
    }

    private static void Map(
        IEndpointRouteBuilder routes,
        string pattern,
        string permission,
        string title,
        string area,
        string element
    ) =>
        routes
            .MapGet(
                pattern,
                (HttpContext context, Layout layout, StudioFiles files, string? definitionId, string? instanceId) =>
                    layout.Render(
                        context,
                        files.Folder is null ? Missing(area) : Screen(title, area, element, definitionId, instanceId)
                    )
            )
            .RequireAuthorization(permission)
            .ExcludeFromDescription();

    private static Page Screen(string title, string area, string element, string? definitionId, string? instanceId)
    {
        var isList = definitionId is null && instanceId is null;
        return new Page(
            title,
            area,
            $"""
            <main class="ps-studio" data-studio="{element}" data-definition-id="{definitionId}" data-instance-id="{instanceId}" data-later="{(
                isList ? string.Join(' ', CodeEditor) : ""
            )}">
            <div class="ps-loading" role="status"><div class="ps-flow"></div>Opening Elsa Studio</div>
            </main>
            <div id="blazor-error-ui">Something went wrong on this page; what was saved is saved.<a href="#">Load it again</a></div>
            """
        )
        {
            Head = $"{Styles.Select(Style)}",
            Scripts =
                $"""<script src="{Assets.Url("host.js")}"></script>{Scripts.Concat(isList ? [] : CodeEditor).Select(Script)}{(instanceId is null ? Markup.Empty : Script(Assets.Url("run.js")))}""",
        };
    }

    private static Page Missing(string area) =>
        new(
            "Elsa Studio is not installed",
            area,
            $"""
            <main class="ps-page"><h1>Elsa Studio is not installed</h1>
            <p class="ps-lead">The pages that design and watch workflows come from the npm package {StudioPackage.Name} {StudioPackage.Version}, which is not on this machine. Everything else works.</p>
            <p class="ps-note">On the server run <code>npm ci --prefix eng/npm</code> and start it again. <code>penstock doctor</code> shows where it looks.</p></main>
            """
        )
        {
            Status = StatusCodes.Status503ServiceUnavailable,
        };

    private static Markup Style(string path) => $"""<link rel="stylesheet" href="{path}"/>""";

    private static Markup Script(string path) => $"""<script src="{path}"></script>""";
}
