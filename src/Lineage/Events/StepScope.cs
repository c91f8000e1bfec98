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

    internal StepScope(StepContext context, MetadataStore store, Func<StepScope, MetadataTransaction, CancellationToken, Task> complete)
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

    /// <summary>Notes what people should know though the step goes well, without values of people; they are told when it has made its commit.</summary>
    public void Warn(string warning)
    {
        if (!_warnings.Contains(warning)) _warnings.Add(warning);
    }

    /// <summary>The step's one commit: what <paramref name="publish"/> writes and the COMPLETE event become visible together.</summary>
    /// <exception cref="InvalidOperationException">The step has committed already.</exception>
    public async Task CommitAsync(Func<MetadataTransaction, CancellationToken, Task> publish, CancellationToken cancellationToken = default)
    {
        if (IsCommitted) throw new InvalidOperationException("A step commits once.");
        await using var transaction = await _store.BeginAsync(cancellationToken);
        await publish(transaction, cancellationToken);
        await _complete(this, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        IsCommitted = true;
        foreach (var warning in _warnings) Context.Warnings.Report(warning);
    }
}
