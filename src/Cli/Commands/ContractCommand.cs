using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Contracts.Changes;
using Penstock.LakeLayers.Contracts.Checks;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock contract</c>: whether tables keep their contracts, and what a new version of one would break.</summary>
internal static class ContractCommand
{
    public static Command Create() =>
        new("contract", "Check tables against their contracts, and versions of a contract against each other.")
        {
            Check(),
            Diff(),
        };

    private static Command Check()
    {
        var workflow = new Argument<string>("workflow") { Description = "The name of a folder below workflows/." };
        return new Command(
            "check",
            "Read the contracts of a workflow and check the tables as they are; nothing is changed. Exit code 3 when a table breaks its contract."
        )
        {
            workflow,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var found = await new ContractCheck(platform.Platform.Lake).RunAsync(
                    platform.Platform.WorkflowFolder(parsed.GetRequiredValue(workflow)),
                    cancellationToken
                );
                printer.Data(found, f => Print(f, printer));
                return found.Any(f => f.State == ContractState.Malformed) ? ExitCodes.Usage
                    : found.Any(f => f.State == ContractState.Broken) ? ExitCodes.ContractBreach
                    : ExitCodes.Ok;
            }
        );
    }

    private static Command Diff()
    {
        var from = new Argument<string>("from")
        {
            Description = "The old version: a file, or a git revision of the other one, for instance HEAD.",
        };
        var file = new Argument<string>("file") { Description = "The new version: contracts/<zone>.<table>.yml." };
        return new Command(
            "diff",
            "Tell breaking from compatible changes of a contract. Exit code 3 when a breaking change comes without a new major version."
        )
        {
            from,
            file,
        }.With(
            async (parsed, printer, cancellationToken) =>
            {
                var path = parsed.GetRequiredValue(file);
                if (!File.Exists(path))
                    throw new UsageException("There is no such contract", path);
                var old = await ContractRevision.ReadAsync(parsed.GetRequiredValue(from), path, cancellationToken);
                var diff = ContractDiff.Between(
                    old,
                    DataContract.Parse(path, await File.ReadAllTextAsync(path, cancellationToken), path)
                );
                printer.Data(diff, d => Print(d, printer));
                return diff.IsRefused ? ExitCodes.ContractBreach : ExitCodes.Ok;
            }
        );
    }

    private static void Print(IReadOnlyList<CheckedContract> found, Printer printer)
    {
        printer.Table(
            ["contract", "version", "what", "rows", "breaches"],
            found.Select(f =>
                (IReadOnlyList<object?>)
                    [
                        f.Table,
                        f.Version,
                        Word(f.State),
                        f.Rows is { } rows ? new Figure(rows) : null,
                        new Figure(f.Breaches.Count),
                    ]
            )
        );
        var breaches = found.SelectMany(f => f.Breaches.Select(b => (f.File, Breach: b))).ToList();
        if (breaches.Count > 0)
        {
            printer.Table(
                ["where", "rule", "policy", "what", "rows"],
                breaches.Select(b =>
                    (IReadOnlyList<object?>)
                        [
                            $"{b.File}:{b.Breach.Line}",
                            b.Breach.Rule,
                            b.Breach.Policy.ToString().ToLowerInvariant(),
                            b.Breach.What,
                            new Figure(b.Breach.Rows),
                        ]
                )
            );
        }
        foreach (var hidden in found.Where(f => f.Unchecked.Count > 0))
            printer.Note(
                $"{hidden.Table}: {string.Join(", ", hidden.Unchecked)} can only be checked by a run, before the columns are protected"
            );
        foreach (var malformed in found.Where(f => f.Error is not null))
            printer.Note(malformed.Error!);
    }

    private static void Print(ContractDiff diff, Printer printer)
    {
        printer.Table(
            ["kind", "what", "change"],
            diff.Changes.Select(c =>
                (IReadOnlyList<object?>)[c.IsBreaking ? "breaking" : "compatible", c.Subject, c.What]
            )
        );
        printer.Note(
            diff switch
            {
                { Changes.Count: 0 } => "the versions promise the same",
                { IsRefused: true } =>
                    $"version {diff.From} -> {diff.To}: a breaking change needs a new major version; raise 'version', or take the change back",
                { IsBreaking: true } => $"version {diff.From} -> {diff.To}: breaking, as the new major version says",
                _ => $"version {diff.From} -> {diff.To}: compatible",
            }
        );
    }

    private static string Word(ContractState state) =>
        state switch
        {
            ContractState.Kept => "kept",
            ContractState.Broken => "broken",
            ContractState.NoTable => "no table",
            _ => "malformed",
        };
}
