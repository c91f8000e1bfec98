using System.Diagnostics;
using Penstock.Bench.Sites;

namespace Penstock.Bench.Paths;

/// <summary>54,191 of 5,419,090 rows replaced by their key, against making the table from the beginning.</summary>
internal sealed class IncrementalMerge : IBenchmark
{
    private const string Model = """
        {{ config(materialized='incremental', unique_key='id') }}
        SELECT *, quantity * unit_price AS line_amount
        FROM {% if is_incremental() %}{{ source('raw', 'changes') }}{% else %}{{ source('raw', 'sales') }}{% endif %}
        """;

    private ModelSite _site = null!;
    private int _time;

    /// <inheritdoc/>
    public string Name => "incremental-merge";

    /// <inheritdoc/>
    public string Path => "incremental merge of 1 % into 5,419,090 rows";

    /// <inheritdoc/>
    public string Baseline => "full rebuild of the table";

    /// <inheritdoc/>
    public double AtLeast => 8;

    /// <inheritdoc/>
    public async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        _site = await ModelSite.OpenAsync(folder, Model, cancellationToken);
        await _site.ChangeAsync(0, cancellationToken);
        await _site.RunAsync(fullRefresh: true, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> RunOursAsync(CancellationToken cancellationToken)
    {
        await _site.ChangeAsync(++_time, cancellationToken);
        var watch = Stopwatch.StartNew();
        var result = await _site.RunAsync(fullRefresh: false, cancellationToken);
        watch.Stop();
        return result.WasChanged
            ? watch.Elapsed
            : throw new InvalidOperationException("The table was not changed but made anew.");
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> RunBaselineAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var result = await _site.RunAsync(fullRefresh: true, cancellationToken);
        watch.Stop();
        return result.Account.RowsOut == ModelSite.Rows
            ? watch.Elapsed
            : throw new InvalidOperationException($"{result.Account.RowsOut} rows arrived.");
    }

    /// <inheritdoc/>
    public async Task FinishAsync(CancellationToken cancellationToken) => await _site.DisposeAsync();
}
