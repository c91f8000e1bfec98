using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Core.Errors;
using Penstock.Pipelines;

namespace Penstock.Server.Hosting;

/// <summary>Puts the application together: listening, services, pipeline.</summary>
internal static class ServerBuild
{
    public static WebApplication Build(Platform platform, ServerStart start)
    {
        var section = platform.Configuration.Options.Server;
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(ServerBuild).Assembly.GetName().Name,
                EnvironmentName = Environments.Production,
            }
        );
        builder.Configuration.Sources.Clear(); // Only penstock.yml and PENSTOCK__… configure a server.
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        start.Logging?.Invoke(builder.Logging);
        // It warns that keys lie unencrypted in the database: they sign form tokens, and whoever reads the database has all
        // else too.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // It warns at every form that the answer is not to be cached, which all our pages say of themselves.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        builder.Logging.AddFilter("Penstock.Server.Access.Authentication", LogLevel.Warning);
        builder.WebHost.UseUrls(Listening.Addresses(start.Listen ?? section.Listen));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listening.Configure(kestrel, platform.Configuration));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.AddPipelines(platform).AddPenstockServer();
        start.Services?.Invoke(builder.Services);

        var application = builder.Build();
        application.UsePenstockServer();
        return application;
    }

    public static async Task StartAsync(WebApplication application, CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new PenstockException(
                $"The server cannot listen ({e.Message})",
                string.Join(", ", application.Urls),
                "Nothing was started",
                "choose another address: penstock server --listen http://127.0.0.1:PORT",
                e
            );
        }
    }
}
