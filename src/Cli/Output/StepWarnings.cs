namespace Penstock.Cli.Output;

/// <summary>Keeps what a step warns of until its result is printed.</summary>
internal sealed class StepWarnings : IProgress<string>
{
    private readonly List<string> _warnings = [];

    public void Report(string value) => _warnings.Add(value);

    public void Print(Printer printer)
    {
        foreach (var warning in _warnings)
            printer.Note($"warning: {warning}");
    }
}
