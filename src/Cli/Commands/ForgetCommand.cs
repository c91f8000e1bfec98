using System.CommandLine;
using System.Text.Json;
using Npgsql;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Erasure;
using Penstock.Pipelines;
using Penstock.Warehouse.Erasure;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock forget</c>: finds a person everywhere, and erases them.</summary>
internal static class ForgetCommand
{
    private static readonly Option<string?> Workflow = new("--workflow")
    {
        Description = "Only what the contracts of this workflow mark. Default: of all workflows.",
    };
    private static readonly Option<string[]> SubjectOf = new("--subject-of")
    {
        Description = "A further column that says whom a row is about: zone.table.column. May be given several times.",
    };

    public static Command Create()
    {
        var subject = new Argument<string>("subject")
        {
            Description = "The person's identifier as the source gives it, for instance a customer's number.",
        };
        var erase = new Option<bool>("--erase") { Description = "Erase what is found; it cannot be taken back." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask. Needed where nobody can be asked." };
        var report = new Option<string?>("--report")
        {
            Description = "The file for the signed report. Default: forget-<id>.json.",
            HelpName = "file",
        };
        return new Command(
            "forget",
            "List a person's rows in all zones and the warehouse, old snapshots and landing included; with --erase erase them, with a signed report."
        )
        {
            subject,
            Workflow,
            SubjectOf,
            erase,
            yes,
            report,
            Verify(),
            PublicKey(),
            Check(),
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var (lake, options) = (
                    platform.Platform.Lake,
                    new ForgetOptions(parsed.GetRequiredValue(subject), Columns(platform.Platform, parsed))
                );
                var files = SchemaFiles(platform.Platform, parsed);
                await using var warehouse = NpgsqlDataSource.Create(platform.Platform.WarehouseConnection);
                var (forget, inWarehouse) = (new ForgetSubject(lake), new ForgetInWarehouse(lake, warehouse));
                var values = await forget.ValuesAsync(options, cancellationToken);
                var found = await forget.FindAsync(options, cancellationToken);
                var rows = await inWarehouse.FindAsync(files, options.Columns, values, cancellationToken);
                if (!parsed.GetValue(erase))
                {
                    ForgetView.Print(found, rows, printer);
                    printer.Note(
                        found.IsEmpty && rows.Count == 0
                            ? "nothing of this person is there"
                            : "nothing was changed; --erase erases it for good"
                    );
                    return ExitCodes.Ok;
                }
                using var signer = ReportSigner.Open(lake.Options.Privacy);
                if (!printer.IsJson)
                    ForgetView.Print(found, rows, printer);
                if (!parsed.GetValue(yes))
                    Confirm(printer);
                var result = await forget.EraseAsync(
                    options with
                    {
                        Warehouse = rows,
                    },
                    StepContext.Standalone("forget"),
                    cancellationToken
                );
                await inWarehouse.EraseAsync(
                    files,
                    options.Columns,
                    values,
                    StepContext.Standalone("forget-warehouse"),
                    cancellationToken
                );
                var signed = signer.Sign(ErasureReport.Of(result)).ToJsonString(Indented);
                await forget.KeepAsync(result, signed, cancellationToken);
                var path = Path.GetFullPath(parsed.GetValue(report) ?? $"forget-{result.Id:N}.json");
                await File.WriteAllTextAsync(path, signed + "\n", cancellationToken);
                if (printer.IsJson)
                    Console.Out.WriteLine(signed);
                printer.Note($"erased; the signed report is {path}");
                foreach (var left in found.Objects.Where(o => !o.CanRewrite))
                    printer.Note($"still there: {left.Key} is no file of lines");
                return ExitCodes.Ok;
            }
        );
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static Command Verify()
    {
        var file = new Argument<string>("report") { Description = "The signed report." };
        var key = new Option<string?>("--key")
        {
            Description = "The public key (PEM). Default: that of this configuration.",
            HelpName = "file",
        };
        return new Command("verify", "Check that a report is as it was signed. Exit code 1 when it is not.")
        {
            file,
            key,
        }.With(
            async (parsed, printer, cancellationToken) =>
            {
                var path = parsed.GetRequiredValue(file);
                if (!File.Exists(path))
                    throw new UsageException("There is no such report", path);
                var pem = parsed.GetValue(key) is { } named
                    ? await File.ReadAllTextAsync(named, cancellationToken)
                    : await OwnKeyAsync(parsed, printer, cancellationToken);
                var isTrue = ReportSigner.Verify(await File.ReadAllTextAsync(path, cancellationToken), pem);
                printer.Note(
                    isTrue ? "the report is as it was signed" : "the report was changed, or somebody else signed it"
                );
                return isTrue ? ExitCodes.Ok : ExitCodes.Failed;
            }
        );
    }

    private static Command PublicKey() =>
        new Command("public-key", "Print the public key by which reports are checked.").With(
            async (parsed, printer, cancellationToken) =>
            {
                Console.Out.WriteLine(await OwnKeyAsync(parsed, printer, cancellationToken));
                return ExitCodes.Ok;
            }
        );

    private static Command Check() =>
        new Command("check", "Tell whether people who were erased are in the lake again. Exit code 1 when they are.")
        {
            Workflow,
            SubjectOf,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var seen = await new ForgetSubject(platform.Platform.Lake).SeenAgainAsync(
                    Columns(platform.Platform, parsed),
                    cancellationToken
                );
                printer.Table(
                    ["table", "column", "people", "rows"],
                    seen.Select(s =>
                        (IReadOnlyList<object?>)
                            [s.Table.ToString(), s.Column, new Figure(s.Subjects), new Figure(s.Rows)]
                    )
                );
                printer.Note(
                    seen.Count == 0
                        ? "nobody who was forgotten is there"
                        : "forgotten people were seen again: a source still gives them; have them deleted there, then forget them again"
                );
                return seen.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
            }
        );

    private static async Task<string> OwnKeyAsync(
        ParseResult parsed,
        Printer printer,
        CancellationToken cancellationToken
    )
    {
        await using var platform = await CliPlatform.OpenAsync(
            parsed.GetValue(CliOptions.Config),
            printer,
            cancellationToken
        );
        using var signer = ReportSigner.Open(platform.Platform.Lake.Options.Privacy);
        return signer.PublicKey;
    }

    private static IReadOnlyList<string> Folders(Platform platform, ParseResult parsed) =>
        parsed.GetValue(Workflow) is { } name ? [platform.WorkflowFolder(name)]
        : Directory.Exists(platform.WorkflowsFolder)
            ? [.. Directory.EnumerateDirectories(platform.WorkflowsFolder).Order(StringComparer.Ordinal)]
        : [];

    private static SubjectColumns Columns(Platform platform, ParseResult parsed) =>
        SubjectColumns.Read(Folders(platform, parsed), parsed.GetValue(SubjectOf) ?? []);

    private static List<string> SchemaFiles(Platform platform, ParseResult parsed) =>
        [.. Folders(platform, parsed).Select(f => Path.Combine(f, "warehouse.yml")).Where(File.Exists)];

    private static void Confirm(Printer printer)
    {
        if (Console.IsInputRedirected)
            throw new UsageException("Nobody can be asked whether to erase for good", "--erase", "add --yes");
        printer.Note("this cannot be taken back; type 'erase' to go on");
        if (Console.In.ReadLine()?.Trim() != "erase")
            throw new UsageException("Nothing was erased", "--erase", "run it again when you are sure");
    }
}
