using System.Diagnostics;
using Penstock.Bench.Sites;

namespace Penstock.Bench.Paths;

/// <summary>The same model over 5,419,090 rows in twelve partitions, one for each month, against its table in one.</summary>
internal sealed class PartitionedModel : IBenchmark
{
    private const string Query =
        "SELECT *, quantity * unit_price AS line_amount, date_trunc('day', invoice_date)::DATE AS day, quantity < 0 AS is_cancellation FROM {{ source('raw', 'sales') }}";

    private ModelSite _site = null!;

    /// <inheritdoc/>
    public string Name => "partitioned-model";

    /// <inheritdoc/>
    public string Path => "a model over 5,419,090 rows → Iceberg snapshot of 12 partitions (months)";

    /// <inheritdoc/>
    public string Baseline => "the same model without partitions";

    /// <inheritdoc/>
    public double AtLeast => 0.8;

    /// <inheritdoc/>
    public async Task PrepareAsync(string folder, CancellationToken cancellationToken) =>
        _site = await ModelSite.OpenAsync(folder, Query, cancellationToken);

    /// <inheritdoc/>
    public Task<TimeSpan> RunOursAsync(CancellationToken cancellationToken) =>
        RunAsync("{{ config(partition_by='month(invoice_date)') }}" + Query, cancellationToken);

    /// <inheritdoc/>
    public Task<TimeSpan> RunBaselineAsync(CancellationToken cancellationToken) => RunAsync(Query, cancellationToken);

    /// <inheritdoc/>
    public async Task FinishAsync(CancellationToken cancellationToken) => await _site.DisposeAsync();

    private async Task<TimeSpan> RunAsync(string model, CancellationToken cancellationToken)
    {
        await _site.WriteModelAsync(model, cancellationToken);
        var watch = Stopwatch.StartNew();
        var result = await _site.RunAsync(fullRefresh: true, cancellationToken);
        watch.Stop();
        return result.Account.RowsOut == ModelSite.Rows
            ? watch.Elapsed
            : throw new InvalidOperationException($"{result.Account.RowsOut} rows arrived.");
    }
}
