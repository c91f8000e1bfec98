using System.CommandLine;

namespace Penstock.Cli;

/// <summary>The options that every command takes.</summary>
internal static class CliOptions
{
    public static Option<string?> Config { get; } =
        new("--config", "-c")
        {
            Description = "The configuration file. Default: $PENSTOCK_CONFIG, ./penstock.yml, or the demo's.",
            Recursive = true,
            HelpName = "file",
        };

    public static Option<bool> Json { get; } = new("--json") { Description = "Print data as JSON.", Recursive = true };
}
