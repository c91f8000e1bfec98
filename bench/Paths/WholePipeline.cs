using System.Diagnostics;
using System.Globalization;
using Penstock.Bench.Sites;
using Penstock.Core.Configuration;
using Penstock.Core.Processes;
using Penstock.Sandbox.Retail;

namespace Penstock.Bench.Paths;

/// <summary>
/// <c>penstock run customer-is-king</c> as a process of its own, into a fresh database and lake, against
/// <c>baselines/whole-pipeline.sh</c>. Ours also makes the metadata tables, lineage, provenance and snapshots.
/// </summary>
internal sealed class WholePipeline : IBenchmark
{
    private static readonly string[] Tables =
    [
        "dim_customer",
        "dim_item",
        "dim_date",
        "dim_country",
        "customer_features",
        "fact_transaction",
    ];

    // Surrogate keys may differ: each side is compared by the natural keys that they stand for.
    private const string Rows = """
        SELECT f.transaction_id, f.invoice_no, f.invoice_date, f.quantity, f.unit_price, f.line_amount, f.is_cancellation,
            c.customer_id, i.stock_code, i.valid_from, i.description, d.date, k.country
        FROM {0}.fact_transaction f JOIN {0}.dim_customer c USING (customer_key) JOIN {0}.dim_item i USING (item_key)
        JOIN {0}.dim_date d USING (date_key) JOIN {0}.dim_country k USING (country_key)
        """;

    private string _folder = "";
    private BenchSite? _site;

    /// <inheritdoc/>
    public string Name => "whole-pipeline";

    /// <inheritdoc/>
    public string Path => "whole pipeline, 541,909 transactions and 8 PDFs";

    /// <inheritdoc/>
    public string Baseline => "shell script of `curl`, MongoDB's Node.js driver, `pdftotext`, DuckDB SQL and `psql`";

    /// <inheritdoc/>
    public double AtLeast => 0.6;

    /// <inheritdoc/>
    public async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        _folder = folder;
        _site = await BenchSite.StartAsync(folder, RetailPlan.GenuineRows, cancellationToken);
        await File.WriteAllTextAsync(
            In("curl.conf"),
            $"ssl-reqd\ncacert = \"{_site.Sources.Files.CertificateFile}\"\nuser = \"{_site.Sources.Files.User}:{_site.Sources.Files.Password}\"\n",
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> RunOursAsync(CancellationToken cancellationToken)
    {
        await _site!.RenewAsync(cancellationToken);
        await _site.ExecuteAsync("postgres", "CHECKPOINT", cancellationToken);
        var clock = Stopwatch.StartNew();
        using var process = CliProcess.StartRun(_site.ConfigurationFile);
        await CliProcess.EndAsync(process, cancellationToken);
        return clock.Elapsed;
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> RunBaselineAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(In("baseline")))
            Directory.Delete(In("baseline"), recursive: true);
        var environment = new Dictionary<string, string>
        {
            ["FOLDER"] = Directory.CreateDirectory(In("baseline")).FullName,
            ["MODELS"] = System.IO.Path.Combine(Checkout.Root, "workflows", "customer-is-king", "models"),
            ["URL"] = $"ftp://127.0.0.1:{_site!.Sources.Files.Port}/",
            ["CURL_CONFIG"] = In("curl.conf"),
            ["MONGO_URI"] = _site.Sources.Shop.Uri,
            ["NODE_PATH"] = NpmPackages.NodeModules("mongodb"),
            ["DUCKDB"] = $"dotnet {System.IO.Path.Combine(AppContext.BaseDirectory, "Penstock.Bench.dll")} duckdb",
            ["PGHOST"] = "127.0.0.1",
            ["PGPORT"] = _site.Postgres.Port.ToString(CultureInfo.InvariantCulture),
            ["PGUSER"] = "penstock",
            ["PGPASSWORD"] = _site.Postgres.Password,
            ["PGDATABASE"] = _site.Database,
        };
        await _site.ExecuteAsync("postgres", "CHECKPOINT", cancellationToken);
        var clock = Stopwatch.StartNew();
        var result = await CommandLine.RunAsync(
            Checkout.Baseline("whole-pipeline.sh"),
            [],
            environment: environment,
            cancellationToken: cancellationToken
        );
        var elapsed = clock.Elapsed;
        return result.ExitCode == 0
            ? elapsed
            : throw new InvalidOperationException($"The baseline failed:\n{result.Output}\n{result.Error}");
    }

    /// <inheritdoc/>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var table in Tables)
                await RequireAsync(
                    $"SELECT (SELECT count(*) FROM warehouse.{table}) = (SELECT count(*) FROM baseline.{table})",
                    $"{table} has another count",
                    cancellationToken
                );
            const string sums =
                "SELECT (count(*), sum(quantity), sum(line_amount), count(DISTINCT invoice_no), count(*) FILTER (WHERE is_cancellation))::text FROM {0}.fact_transaction";
            await RequireAsync(
                $"SELECT ({In(sums, "warehouse")}) = ({In(sums, "baseline")})",
                "the facts' sums differ",
                cancellationToken
            );
            await RequireAsync(
                $"SELECT NOT EXISTS (({In(Rows, "warehouse")} EXCEPT ALL {In(Rows, "baseline")}) UNION ALL ({In(Rows, "baseline")} EXCEPT ALL {In(Rows, "warehouse")}))",
                "facts differ",
                cancellationToken
            );
        }
        finally
        {
            await _site!.DisposeAsync();
        }
    }

    private Task RequireAsync(string condition, string complaint, CancellationToken cancellationToken) =>
        _site!.ExecuteAsync(
            _site.Database,
            $"DO $$ BEGIN IF NOT ({condition}) THEN RAISE 'The two ways differ: {complaint.Replace("'", "''", StringComparison.Ordinal)}'; END IF; END $$",
            cancellationToken
        );

    private static string In(string query, string schema) => string.Format(CultureInfo.InvariantCulture, query, schema);

    private string In(string name) => System.IO.Path.Combine(_folder, name);
}
