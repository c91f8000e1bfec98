using System.CommandLine;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Privacy;
using Penstock.Server.Access;
using Penstock.Server.Audit;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock detokenise</c>: leads tokens back to values, for who has the key, and notes who asked why.</summary>
internal static class DetokeniseCommand
{
    public static Command Create()
    {
        var tokens = new Argument<string[]>("token")
        {
            Description = "Tokens of a tokenised column (tok_…).",
            Arity = ArgumentArity.OneOrMore,
        };
        var reason = new Option<string>("--reason")
        {
            Description = "Why the values are needed; kept in the audit trail.",
            Required = true,
        };
        return new Command(
            "detokenise",
            "Show the values behind tokens. Needs privacy.key; each token asked for is noted in the audit trail."
        )
        {
            tokens,
            reason,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var why = parsed.GetRequiredValue(reason);
                if (string.IsNullOrWhiteSpace(why))
                    throw new UsageException("A reason is needed", "--reason", "say why the values are needed");
                var asked = parsed.GetRequiredValue(tokens).Distinct().ToList();
                var values = await new TokenVault(platform.Platform.Lake).ValuesAsync(asked, cancellationToken);
                // First the note, then the value: what nobody can see was not asked for.
                var audit = new AuditTrail(platform.Platform.Metadata, new OperatorUser(), TimeProvider.System);
                foreach (var token in asked)
                    await audit.RecordAsync(
                        "token.read",
                        token,
                        after: new { why, found = values.ContainsKey(token) },
                        cancellationToken: cancellationToken
                    );
                printer.Table(
                    ["token", "value"],
                    asked.Where(values.ContainsKey).Select(t => (IReadOnlyList<object?>)[t, values[t]])
                );
                foreach (var token in asked.Where(t => !values.ContainsKey(t)))
                    printer.Note($"{token}: the vault does not have it, or not any more");
                return values.Count == asked.Count ? ExitCodes.Ok : ExitCodes.Failed;
            }
        );
    }
}
