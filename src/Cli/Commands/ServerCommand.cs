using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Cli.Output;
using Penstock.Cli.Serving;
using Penstock.Core.Configuration;
using Penstock.Core.Errors;
using Penstock.Pipelines;
using Penstock.Server;
using Penstock.Server.Access;
using Penstock.Server.Access.Users;
using Penstock.Server.Audit;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock server</c>: the HTTP server with Elsa Studio, here or in the background.</summary>
internal static class ServerCommand
{
    private static readonly Option<string?> Listen = new("--listen")
    {
        Description = "Where to listen, for instance http://127.0.0.1:7080. Default: server.listen.",
        HelpName = "address",
    };
    private static readonly Option<bool> Samples = new("--samples")
    {
        Description = "Run the sample company's file server and MongoDB too (after penstock demo).",
    };
    private static readonly Option<bool> Small = new("--small") { Description = "The small sample company." };

    public static Command Create()
    {
        var command = new Command(
            "server",
            "Serve Elsa Studio and the APIs until Ctrl-C; start, stop and status do so in the background."
        )
        {
            Listen,
            Samples,
            Small,
            Start(),
            Stop(),
            Status(),
        };
        return command.With(RunAsync);
    }

    /// <summary>Makes the first administrator when there is no user; prints the password, which is shown only then.</summary>
    public static async Task EnsureAdministratorAsync(Platform platform, CancellationToken cancellationToken)
    {
        var (users, _) = AccessCommands.Stores(platform);
        if (await new FirstAdministrator(platform.Metadata, users).EnsureAsync(cancellationToken) is not { } password)
            return;
        Console.Out.WriteLine($"first administrator  {FirstAdministrator.Name}");
        Console.Out.WriteLine(
            $"password             {password}    (shown only now; penstock users reset-password makes another)"
        );
    }

    private static async Task<int> RunAsync(
        System.CommandLine.ParseResult parsed,
        Printer printer,
        CancellationToken cancellationToken
    )
    {
        await using var site = parsed.GetValue(Samples)
            ? await SampleSite.StartAsync(parsed.GetValue(Small), printer, cancellationToken)
            : null;
        var configFile = site?.ConfigurationFile ?? CliPlatform.FindConfiguration(parsed.GetValue(CliOptions.Config));
        var state = new ServerState(PenstockConfiguration.Load(configFile));
        await using var gate =
            state.TryEnter()
            ?? throw new PenstockException(
                "A server of this configuration is running already",
                configFile,
                "It was left as it is",
                "penstock server status"
            );
        state.Clear();
        await using var platform = await CliPlatform.OpenAsync(configFile, printer, cancellationToken);
        await EnsureAdministratorAsync(platform.Platform, cancellationToken);
        await using var server = await PenstockServer.StartAsync(
            platform.Platform,
            new ServerStart
            {
                Listen = parsed.GetValue(Listen),
                Logging = logging =>
                    logging
                        .SetMinimumLevel(LogLevel.Information)
                        .AddFilter("Microsoft", LogLevel.Warning)
                        .AddSimpleConsole(o =>
                        {
                            o.SingleLine = true;
                            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
                            o.UseUtcTimestamp = true;
                        }),
            },
            cancellationToken
        );
        await state.WriteAsync(
            new ServerInfo(Environment.ProcessId, Open(server.Addresses[0]), site is not null),
            cancellationToken
        );
        printer.Note($"serving at {Open(server.Addresses[0])}; Ctrl-C stops it");
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        printer.Note("stopping: requests may end, nothing new is accepted");
        state.Clear();
        return ExitCodes.Ok;
    }

    private static Command Start()
    {
        var command = new Command("start", "Start the server in the background.") { Listen };
        return command.With(
            async (parsed, printer, cancellationToken) =>
            {
                var configFile = CliPlatform.FindConfiguration(parsed.GetValue(CliOptions.Config));
                await using (var platform = await CliPlatform.OpenAsync(configFile, printer, cancellationToken))
                    await EnsureAdministratorAsync(platform.Platform, cancellationToken);
                var info = await BackgroundServer.StartAsync(
                    configFile,
                    parsed.GetValue(Listen) is { } listen ? ["--listen", listen] : [],
                    cancellationToken
                );
                printer.Data(
                    info,
                    i =>
                        Console.Out.WriteLine(
                            $"serving at {i.Address} (process {i.ProcessId}); penstock server stop ends it"
                        )
                );
                return ExitCodes.Ok;
            }
        );
    }

    private static Command Stop() =>
        new Command("stop", "Stop the server in the background.").With(
            async (parsed, printer, cancellationToken) =>
            {
                var stopped = await BackgroundServer.StopAsync(State(parsed), cancellationToken);
                printer.Note(stopped ? "the server has stopped" : "no server of this configuration runs");
                return ExitCodes.Ok;
            }
        );

    private static Command Status() =>
        new Command("status", "Say whether a server of this configuration runs, and where.").With(
            async (parsed, printer, cancellationToken) =>
            {
                var info = await State(parsed).FindAsync(cancellationToken);
                printer.Data(
                    new
                    {
                        Running = info is not null,
                        info?.Address,
                        info?.ProcessId,
                    },
                    s =>
                        Console.Out.WriteLine(
                            s.Running ? $"serving at {s.Address} (process {s.ProcessId})" : "not running"
                        )
                );
                return info is null ? ExitCodes.Failed : ExitCodes.Ok;
            }
        );

    private static ServerState State(System.CommandLine.ParseResult parsed) =>
        new(PenstockConfiguration.Load(CliPlatform.FindConfiguration(parsed.GetValue(CliOptions.Config))));

    // 0.0.0.0 and [::] are everywhere; a browser on this machine opens this machine.
    private static string Open(Uri address) =>
        (
            address.Host is "0.0.0.0" or "[::]" ? new UriBuilder(address) { Host = "localhost" }.Uri : address
        ).GetLeftPart(UriPartial.Authority);
}
