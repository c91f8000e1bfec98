using System.CommandLine;
using Npgsql;
using Penstock.Cli.Output;
using Penstock.Cli.Serving;
using Penstock.Pipelines;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock demo</c>: the whole thing on this machine, on sample data.</summary>
internal static class DemoCommand
{
    private const string Workflow = "customer-is-king";

    private static readonly (string Title, string Sql)[] Questions =
    [
        (
            "Who are the best customers?",
            """
            SELECT c.customer_id, f.frequency AS orders, f.lifetime_value, f.days_since_last_order
            FROM warehouse.customer_features f JOIN warehouse.dim_customer c USING (customer_id)
            ORDER BY f.lifetime_value DESC LIMIT 5
            """
        ),
        (
            "Where are they?",
            """
            SELECT d.country, count(*) AS lines, round(sum(t.line_amount), 2) AS turnover
            FROM warehouse.fact_transaction t JOIN warehouse.dim_country d USING (country_key)
            GROUP BY d.country ORDER BY turnover DESC LIMIT 5
            """
        ),
    ];

    public static Command Create()
    {
        var small = new Option<bool>("--small")
        {
            Description = "10,000 transactions instead of 541,909: a quick look.",
        };
        var stay = new Option<bool>("--stay")
        {
            Description = "Keep the sample servers running afterwards, until Ctrl-C; implies --no-server.",
        };
        var noServer = new Option<bool>("--no-server")
        {
            Description = "Do not start the server with Elsa Studio afterwards: nothing is left running.",
        };
        return new Command(
            "demo",
            "Run a retail company's pipeline on this machine: file server and MongoDB to warehouse. Ends with the address of Elsa Studio."
        )
        {
            small,
            stay,
            noServer,
        }.With(
            async (parsed, printer, cancellationToken) =>
            {
                var serve = !printer.IsJson && !parsed.GetValue(noServer) && !parsed.GetValue(stay);
                var exitCode = await DemoServer.FindAsync(parsed.GetValue(small), cancellationToken) is { } running
                    ? await RunBesideAsync(running, parsed.GetValue(small), serve, printer, cancellationToken)
                    : await RunAloneAsync(
                        parsed.GetValue(small),
                        serve,
                        parsed.GetValue(stay),
                        printer,
                        cancellationToken
                    );
                if (exitCode == ExitCodes.Ok && serve)
                    await DemoServer.StartAsync(parsed.GetValue(small), printer, cancellationToken);
                return exitCode;
            }
        );
    }

    // An earlier demo's server runs, and the sample company with it.
    private static async Task<int> RunBesideAsync(
        ServerInfo running,
        bool small,
        bool serve,
        Printer printer,
        CancellationToken cancellationToken
    )
    {
        printer.Note($"the sample company runs already, with the server at {running.Address}");
        await using var platform = await CliPlatform.OpenAsync(SampleSite.FileOf(small), printer, cancellationToken);
        return await RunAsync(platform.Platform, serve, printer, cancellationToken);
    }

    private static async Task<int> RunAloneAsync(
        bool small,
        bool serve,
        bool stay,
        Printer printer,
        CancellationToken cancellationToken
    )
    {
        printer.Heading("Starting the sample company: a file server (FTPS) and a MongoDB");
        await using var site = await SampleSite.StartAsync(small, printer, cancellationToken);
        printer.Note(
            $"file server ftps://127.0.0.1:{site.FilePort}/, MongoDB mongodb://127.0.0.1:{site.ShopPort}/, everything in {site.Folder}"
        );

        printer.Heading("Starting PostgreSQL");
        await using var platform = await CliPlatform.OpenAsync(site.ConfigurationFile, printer, cancellationToken);
        var exitCode = await RunAsync(platform.Platform, serve, printer, cancellationToken);
        if (stay)
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        return exitCode;
    }

    private static async Task<int> RunAsync(
        Platform platform,
        bool serve,
        Printer printer,
        CancellationToken cancellationToken
    )
    {
        printer.Heading($"Running workflows/{Workflow}");
        var (run, exitCode) = await RunCommand.ExecuteAsync(
            platform,
            Workflow,
            new Dictionary<string, string>(),
            printer,
            cancellationToken
        );
        StatusCommand.Print(run, printer);
        await LineageNotes.DeliverAsync(platform, printer, cancellationToken);
        if (exitCode != ExitCodes.Ok)
            return exitCode;
        if (run.Activities.All(a => a.Counters.GetValueOrDefault("rows") == 0))
            printer.Note("nothing has changed since the last run: nothing was written");
        if (printer.IsJson)
            return exitCode;

        await ShowAsync(platform, printer, cancellationToken);
        Next(printer);
        if (serve)
            printer.Heading("Elsa Studio");
        if (serve)
            await ServerCommand.EnsureAdministratorAsync(platform, cancellationToken);
        return exitCode;
    }

    private static async Task ShowAsync(Platform platform, Printer printer, CancellationToken cancellationToken)
    {
        await using var warehouse = NpgsqlDataSource.Create(platform.WarehouseConnection);
        foreach (var (title, sql) in Questions)
        {
            printer.Heading(title);
            await QueryAsync(warehouse, sql, printer, cancellationToken);
        }

        printer.Heading("Where does a number come from?");
        await using var any = warehouse.CreateCommand(
            "SELECT transaction_id FROM warehouse.fact_transaction ORDER BY transaction_id LIMIT 1"
        );
        if (await any.ExecuteScalarAsync(cancellationToken) is not { } id)
            return;
        printer.Note($"penstock trace warehouse.fact_transaction --key transaction_id={id}");
        TraceCommand.Print(
            await TraceCommand.TraceAsync(
                platform,
                "warehouse.fact_transaction",
                new Dictionary<string, string> { ["transaction_id"] = id.ToString()! },
                1,
                cancellationToken
            )
        );
    }

    private static async Task QueryAsync(
        NpgsqlDataSource warehouse,
        string sql,
        Printer printer,
        CancellationToken cancellationToken
    )
    {
        await using var command = warehouse.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<IReadOnlyList<object?>>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add([
                .. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i)),
            ]);
        printer.Table([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows);
    }

    private static void Next(Printer printer)
    {
        printer.Heading("Where to look next");
        foreach (
            var (command, what) in new[]
            {
                ("./penstock zones ls", "the tables of every zone"),
                (
                    "./penstock zones sql \"SELECT country, count(*) FROM refined.transactions GROUP BY ALL\"",
                    "ask the lake"
                ),
                ("./penstock quarantine ls", "rows that broke their contract, and why"),
                ("./penstock lineage presentation.fact_transaction", "what it was made from and used for"),
                ("./penstock runs", "every run, with status, time and incidents"),
                ("./penstock demo", "once more: nothing has changed, so nothing is written"),
            }
        )
            printer.People.Write(
                new Spectre.Console.Markup(
                    $"  [bold]{Spectre.Console.Markup.Escape(command)}[/]  [grey]{Spectre.Console.Markup.Escape(what)}[/]\n"
                )
            );
    }
}
