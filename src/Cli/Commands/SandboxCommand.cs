using System.CommandLine;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock sandbox</c>: keeps the sample company's servers running.</summary>
internal static class SandboxCommand
{
    public static Command Create()
    {
        var small = new Option<bool>("--small") { Description = "10,000 transactions instead of 541,909." };
        return new Command("sandbox", "Run the sample file server and MongoDB until Ctrl-C, to try workflows on.")
        {
            small,
        }.With(
            async (parsed, printer, cancellationToken) =>
            {
                await using var site = await SampleSite.StartAsync(parsed.GetValue(small), printer, cancellationToken);
                await using var platform = await CliPlatform.OpenAsync(
                    site.ConfigurationFile,
                    printer,
                    cancellationToken
                );
                printer.Data(
                    new
                    {
                        site.ConfigurationFile,
                        site.FilePort,
                        site.ShopPort,
                    },
                    s =>
                    {
                        Console.Out.WriteLine($"file server  ftps://127.0.0.1:{s.FilePort}/");
                        Console.Out.WriteLine($"MongoDB      mongodb://127.0.0.1:{s.ShopPort}/");
                        Console.Out.WriteLine($"settings     {s.ConfigurationFile}");
                    }
                );
                printer.Note("running; Ctrl-C stops it. In another terminal: ./penstock run customer-is-king");
                await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
                return ExitCodes.Ok;
            }
        );
    }
}
