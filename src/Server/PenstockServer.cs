using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Pipelines;
using Penstock.Server.Hosting;

namespace Penstock.Server;

/// <summary>The HTTP server over a platform that is open already. Start it, read <see cref="Addresses"/>, dispose it.</summary>
public sealed class PenstockServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private PenstockServer(WebApplication application) => _application = application;

    /// <summary>The assemblies whose migrations the metadata database needs for a server: the platform's and this one.</summary>
    public static IReadOnlyList<Assembly> Modules { get; } = [.. Platform.Modules, typeof(PenstockServer).Assembly];

    /// <summary>Where it listens, for instance <c>http://127.0.0.1:7080</c>.</summary>
    public IReadOnlyList<Uri> Addresses =>
        [
            .. _application
                .Services.GetRequiredService<IServer>()
                .Features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses.Select(a => new Uri(a)),
        ];

    /// <summary>The services of the running server.</summary>
    public IServiceProvider Services => _application.Services;

    /// <summary>Starts a server over a platform opened with <see cref="Modules"/>; it listens when this returns.</summary>
    /// <param name="platform">The platform; it stays the caller's to dispose, after the server.</param>
    /// <param name="options">What the caller decides beyond the configuration.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    /// <exception cref="Core.Errors.PenstockException">An address cannot be listened on, or a setting of <c>server:</c> is out
    /// of range.</exception>
    public static async Task<PenstockServer> StartAsync(
        Platform platform,
        ServerStart? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var application = ServerBuild.Build(platform, options ?? new ServerStart());
        try
        {
            await ServerBuild.StartAsync(application, cancellationToken);
            return new PenstockServer(application);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops accepting, lets requests end (30 seconds at most), and stops.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _application.StopAsync(cancellationToken);

    /// <summary>Stops as <see cref="StopAsync"/> does, when that was not done before.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
