using System.CommandLine;
using Penstock.Cli.Diagnosis;
using Penstock.Cli.Output;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock doctor</c>: checks every dependency and connection and says how to mend each.</summary>
internal static class DoctorCommand
{
    public static Command Create() =>
        new Command("doctor", "Check every dependency and connection, and say how to mend what is wrong.").With(
            async (parsed, printer, cancellationToken) =>
            {
                var findings = new List<Finding>();
                await foreach (
                    var finding in Checks.RunAsync(parsed.GetValue(CliOptions.Config), printer, cancellationToken)
                )
                {
                    findings.Add(finding);
                    if (!printer.IsJson)
                        Console.Out.WriteLine(
                            $"{(finding.IsHealthy ? "ok  " : "FAIL")}  {finding.What, -28} {finding.Detail}{(finding.Next is null ? "" : $"\n        mend it: {finding.Next}")}"
                        );
                }
                if (printer.IsJson)
                    printer.Data(findings, _ => { });
                return findings.TrueForAll(f => f.IsHealthy) ? ExitCodes.Ok : ExitCodes.Failed;
            }
        );
}
