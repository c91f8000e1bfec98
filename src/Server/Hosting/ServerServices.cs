using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Penstock.Server.Access;
using Penstock.Server.Api;
using Penstock.Server.Audit;
using Penstock.Server.Elsa;
using Penstock.Server.Http;
using Penstock.Server.Iceberg;
using Penstock.Server.Logs;
using Penstock.Server.Pages;
using Penstock.Server.Studio;

namespace Penstock.Server.Hosting;

/// <summary>Registers the server's own services. Each area brings its services in an <c>AddX</c> of its own.</summary>
internal static class ServerServices
{
    public static IServiceCollection AddPenstockServer(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<ErrorAnswers>();
        services.Configure<JsonOptions>(options => ElsaJson.Configure(options.SerializerOptions));
        services.AddOpenApi(
            "v1",
            options => options.AddDocumentTransformer<OpenApiTexts>().AddOperationTransformer<OpenApiStatuses>()
        );
        services.AddSingleton<IConfigureOptions<ForwardedHeadersOptions>, TrustedProxies>();
        // Only JSON: pages hold form tokens, and what Studio loads is compressed already.
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["application/json", "application/problem+json"];
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        return services
            .AddAccess()
            .AddAudit()
            .AddLogs()
            .AddElsa()
            .AddApi()
            .AddIceberg()
            .AddStudio()
            .AddPages()
            .AddHttpWorkflows();
    }
}
