using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Lineage.Datasets;

namespace Penstock.Lineage.Events;

/// <summary>
/// One execution of a step while it runs: it collects what was read and written and makes the step's one commit,
/// in which the COMPLETE event goes into the same PostgreSQL transaction as what the step publishes.
/// </summary>
public sealed class StepScope
{
    private readonly MetadataStore _store;
    private readonly Func<StepScope, MetadataTransaction, CancellationToken, Task> _complete;
    private readonly List<DatasetFacts> _inputs = [];
    private readonly List<DatasetFacts> _outputs = [];
    private readonly List<string> _warnings = [];

    internal StepScope(
        StepContext context,
        MetadataStore store,
        Func<StepScope, MetadataTransaction, CancellationToken, Task> complete
    )
    {
        Context = context;
        _store = store;
        _complete = complete;
    }

    /// <summary>Who runs, progress and clock.</summary>
    public StepContext Context { get; }

    /// <summary>The SQL that the step ran, when it is one statement (SQL job facet).</summary>
    public string? Sql { get; set; }

    /// <summary>What this execution is about, where its job's name does not say it (documentation job facet).</summary>
    public string? Description { get; set; }

    /// <summary>What was read so far.</summary>
    public IReadOnlyList<DatasetFacts> Inputs => _inputs;

    /// <summary>What was written so far.</summary>
    public IReadOnlyList<DatasetFacts> Outputs => _outputs;

    /// <summary>Whether the step made its commit.</summary>
    public bool IsCommitted { get; private set; }

    /// <summary>Notes an input.</summary>
    public void Read(DatasetFacts facts) => _inputs.Add(facts);

    /// <summary>Notes an output. Notes made inside the publish callback count too.</summary>
    public void Wrote(DatasetFacts facts) => _outputs.Add(facts);

    /// <summary>
    /// Notes what people should know though the step goes well, without values of people; they are told when it has made its
    /// commit.
    /// </summary>
    public void Warn(string warning)
    {
        if (!_warnings.Contains(warning))
            _warnings.Add(warning);
    }

    /// <summary>
    /// Whether the commit was sent, so that it may hold though an error came back: the connection can be lost before the
    /// answer. What was
    /// written for it may be deleted only when this is false.
    /// </summary>
    public bool MayBeCommitted { get; private set; }

    /// <summary>
    /// Whether the step reads sources and nothing of the lake, so that it need not be made again when something was erased
    /// there. Default: no.
    /// </summary>
    public bool ReadsSourcesOnly { get; set; }

    internal long Epoch { get; set; }

    /// <summary>
    /// The step's one commit: what <paramref name="publish"/> writes and the COMPLETE event become visible together.
    /// </summary>
    /// <exception cref="InvalidOperationException">The step has committed already.</exception>
    /// <exception cref="ReadErasedException">Something was erased since the step began; nothing was written.</exception>
    public async Task CommitAsync(
        Func<MetadataTransaction, CancellationToken, Task> publish,
        CancellationToken cancellationToken = default
    )
    {
        await using var transaction = await HoldAsync(cancellationToken);
        await CommitAsync(transaction, publish, cancellationToken);
    }

    /// <summary>
    /// The one commit of a step that erases: no other step commits meanwhile, and those that have begun by then do not commit
    /// any more.
    /// </summary>
    /// <exception cref="InvalidOperationException">The step has committed already.</exception>
    public async Task CommitErasureAsync(
        Func<MetadataTransaction, CancellationToken, Task> publish,
        CancellationToken cancellationToken = default
    )
    {
        await using var transaction = await _store.BeginAsync(cancellationToken);
        await StepFence.RaiseAsync(transaction, cancellationToken);
        await CommitAsync(transaction, publish, cancellationToken);
    }

    /// <summary>A transaction of its own, during which nothing is erased: for what a step writes beside its commit.</summary>
    /// <exception cref="ReadErasedException">Something was erased since the step began.</exception>
    public async Task<MetadataTransaction> HoldAsync(CancellationToken cancellationToken = default)
    {
        var transaction = await _store.BeginAsync(cancellationToken);
        try
        {
            return await StepFence.PassAsync(transaction, Epoch, cancellationToken) || ReadsSourcesOnly
                ? transaction
                : throw ReadErased();
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    internal ReadErasedException ReadErased(Exception? inner = null) =>
        new($"{Context.Identity.Workflow}.{Context.Identity.Step}", inner);

    private async Task CommitAsync(
        MetadataTransaction transaction,
        Func<MetadataTransaction, CancellationToken, Task> publish,
        CancellationToken cancellationToken
    )
    {
        if (IsCommitted)
            throw new InvalidOperationException("A step commits once.");
        await publish(transaction, cancellationToken);
        await _complete(this, transaction, cancellationToken);
        MayBeCommitted = true;
        await transaction.CommitAsync(cancellationToken);
        IsCommitted = true;
        foreach (var warning in _warnings)
            Context.Warnings.Report(warning);
    }
}
