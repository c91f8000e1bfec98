using System.Diagnostics;
using Penstock.Bench.Sites;
using Penstock.Core.Metadata;
using Penstock.Core.Processes;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;

namespace Penstock.Bench.Paths;

/// <summary>A model over 5,419,090 rows to a published snapshot of an Iceberg table, against DuckDB's COPY of the same query, made durable as well.</summary>
internal sealed class ModelToTable : IBenchmark
{
    private const string Query =
        "SELECT *, quantity * unit_price AS line_amount, date_trunc('day', invoice_date)::DATE AS day, quantity < 0 AS is_cancellation FROM ";

    private ModelSite _site = null!;
    private string _folder = "";

    /// <inheritdoc/>
    public string Name => "model-to-table";

    /// <inheritdoc/>
    public string Path => "a model over 5,419,090 rows → Iceberg snapshot, with row accounts and lineage";

    /// <inheritdoc/>
    public string Baseline =>
        "DuckDB `COPY (…) TO parquet` of the same query on the same file, then `sync` of the file";

    /// <inheritdoc/>
    public double AtLeast => 0.85;

    /// <inheritdoc/>
    public async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        _folder = folder;
        _site = await ModelSite.OpenAsync(folder, Query + "{{ source('raw', 'sales') }}", cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> RunOursAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var result = await _site.RunAsync(fullRefresh: false, cancellationToken);
        watch.Stop();
        return result.Account.RowsOut == ModelSite.Rows
            ? watch.Elapsed
            : throw new InvalidOperationException($"{result.Account.RowsOut} rows arrived.");
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> RunBaselineAsync(CancellationToken cancellationToken)
    {
        using var source = await _site.Lake.Objects.FetchAsync(
            (await _site.Lake.Tables.FindCurrentAsync(TableName.Parse("raw.sales"), cancellationToken))!.Files[0].Key,
            cancellationToken
        );
        var target = System.IO.Path.Combine(_folder, "baseline.parquet");
        var watch = Stopwatch.StartNew();
        using (
            var session = DuckDbSession.Open(
                new DuckDbOptions(_folder) { MemoryLimit = "2GB", PreserveInsertionOrder = false }
            )
        )
        {
            var rows = session.Execute(
                $"COPY ({Query} read_parquet({Sql.Literal(source.Path)})) TO {Sql.Literal(target)} (FORMAT parquet, COMPRESSION zstd)",
                ct: cancellationToken
            );
            if (rows != ModelSite.Rows)
                throw new InvalidOperationException($"{rows} rows arrived.");
        }
        await CommandLine.RunAsync("sync", [target], cancellationToken: cancellationToken);
        watch.Stop();
        File.Delete(target);
        return watch.Elapsed;
    }

    /// <inheritdoc/>
    public async Task FinishAsync(CancellationToken cancellationToken) => await _site.DisposeAsync();
}
