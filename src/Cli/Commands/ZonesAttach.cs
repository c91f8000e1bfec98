using System.CommandLine;
using Penstock.Core.Configuration;
using Penstock.Core.Errors;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock zones attach</c>: what to type in another tool so that it reads the lake.</summary>
internal static class ZonesAttach
{
    public static Command Create()
    {
        var tool = new Argument<string?>("tool")
        {
            Description = "duckdb, pyiceberg, polars, spark or trino; all when left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return new Command(
            "attach",
            "Print what to type in DuckDB, PyIceberg, Polars, Spark or Trino to read the lake."
        )
        {
            tool,
        }.With(
            (parsed, printer, _) =>
            {
                var configuration = PenstockConfiguration.Load(
                    CliPlatform.FindConfiguration(parsed.GetValue(CliOptions.Config))
                );
                // Who listens on all addresses is reached by the machine's name.
                var server = configuration
                    .Options.Server.Listen.Split(';')[0]
                    .TrimEnd('/')
                    .Replace("//0.0.0.0", $"//{Environment.MachineName}", StringComparison.Ordinal)
                    .Replace("//[::]", $"//{Environment.MachineName}", StringComparison.Ordinal);
                var all = Strings($"{server}/iceberg");
                var chosen =
                    parsed.GetValue(tool) is not { } name ? all
                    : all.Where(s => s.Tool == name).ToList() is { Count: > 0 } one ? one
                    : throw new UsageException(
                        "No tool of that name is known here",
                        name,
                        $"choose one of: {string.Join(", ", all.Select(s => s.Tool))}"
                    );
                printer.Data(
                    chosen,
                    strings => Console.Out.WriteLine(string.Join("\n\n", strings.Select(s => $"# {s.Tool}\n{s.Text}")))
                );
                printer.Note("the key: penstock apikeys add notebooks --user <you> -p read:lake");
                if (configuration.Options.Lake.Store.StartsWith("file:", StringComparison.Ordinal))
                    printer.Note("the files are on this machine's disk: the tool has to run here");
                return Task.FromResult(ExitCodes.Ok);
            }
        );
    }

    private static IReadOnlyList<Attachment> Strings(string address) =>
        [
            new(
                "duckdb",
                $"CREATE SECRET penstock (TYPE iceberg, TOKEN '<key>');\nATTACH 'lake' AS lake (TYPE iceberg, ENDPOINT '{address}', SECRET penstock);"
            ),
            new(
                "pyiceberg",
                $"from pyiceberg.catalog import load_catalog\ncatalog = load_catalog(\"penstock\", type=\"rest\", uri=\"{address}\", token=\"<key>\")"
            ),
            new(
                "polars",
                $"from pyiceberg.catalog import load_catalog\nimport polars as pl\ncatalog = load_catalog(\"penstock\", type=\"rest\", uri=\"{address}\", token=\"<key>\")\npl.scan_iceberg(catalog.load_table(\"refined.<table>\"))"
            ),
            new(
                "spark",
                $"spark.sql.catalog.penstock=org.apache.iceberg.spark.SparkCatalog\nspark.sql.catalog.penstock.type=rest\nspark.sql.catalog.penstock.uri={address}\nspark.sql.catalog.penstock.token=<key>"
            ),
            new(
                "trino",
                $"connector.name=iceberg\niceberg.catalog.type=rest\niceberg.rest-catalog.uri={address}\niceberg.rest-catalog.security=OAUTH2\niceberg.rest-catalog.oauth2.token=<key>"
            ),
        ];

    private sealed record Attachment(string Tool, string Text);
}
