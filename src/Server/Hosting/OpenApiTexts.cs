using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Penstock.Server.Hosting;

/// <summary>The document's title and how callers prove who they are.</summary>
internal sealed class OpenApiTexts : IOpenApiDocumentTransformer
{
    public Task TransformAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        document.Info.Title = "Penstock";
        document.Info.Description =
            "Penstock's own API under /api, and the contract of an Elsa 3 server under /elsa/api. Programs send Authorization: ApiKey KEY (penstock apikeys add), or a bearer token of /elsa/api/identity/login.";
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes["apiKey"] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "Authorization",
            Description = "ApiKey KEY",
        };
        document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
        };
        return Task.CompletedTask;
    }
}
