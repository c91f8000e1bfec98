using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Penstock.Workflows.Tests.Http;

/// <summary>A web server on a free port that answers as its test wants.</summary>
public sealed class WebSite : IAsyncDisposable
{
    private readonly WebApplication _application;

    private WebSite(WebApplication application) => _application = application;

    public string Address =>
        _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<WebSite> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync();
        return new WebSite(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
