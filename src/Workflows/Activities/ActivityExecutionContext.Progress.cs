using System.Text.Json.Nodes;
using Penstock.Core.Steps;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Runtime.State;

namespace Penstock.Workflows.Activities;

/// <content>Progress and what steps are given.</content>
public sealed partial class ActivityExecutionContext : IProgress<StepProgress>, IProgress<string>
{
    private static readonly TimeSpan ObserverInterval = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _counters = new(StringComparer.Ordinal);
    private readonly List<AttemptRecord> _failedAttempts = [];
    private string? _detail;
    private long _lastNotice;

    /// <summary>Receives progress, from any thread; the journal row follows about once a second, observers ten times.</summary>
    public IProgress<StepProgress> Progress => this;

    /// <summary>Takes the totals since the start. Cheap; from any thread.</summary>
    public void ReportProgress(StepProgress progress)
    {
        lock (_gate)
        {
            _counters["rows"] = progress.Rows;
            _counters["bytes"] = progress.Bytes;
            if (progress.TotalRows is { } rows)
                _counters["totalRows"] = rows;
            if (progress.TotalBytes is { } bytes)
                _counters["totalBytes"] = bytes;
            _detail = progress.Detail ?? _detail;
        }
        Changed();
    }

    /// <summary>Says what is at hand, where no number changes. Cheap; from any thread.</summary>
    public void ReportDetail(string detail)
    {
        lock (_gate)
            _detail = detail;
        Changed();
    }

    /// <summary>Sets a counter of the activity's own, <c>files</c> for instance. Cheap; from any thread.</summary>
    public void SetCounter(string name, long value)
    {
        lock (_gate)
            _counters[name] = value;
        Changed();
    }

    /// <summary>Notes in the journal what people should know though the activity goes well. From any thread.</summary>
    public void AddWarning(string warning)
    {
        lock (_gate)
        {
            if (JournalData[ActivityExecutionRecord.WarningsNote] is not JsonArray warnings)
                JournalData[ActivityExecutionRecord.WarningsNote] = warnings = [];
            warnings.Add(warning);
        }
        Changed();
    }

    /// <summary>
    /// What a step is given: this run, the workflow's definition id, the activity's name, this execution as its run id, and
    /// progress
    /// and warnings that come here.
    /// </summary>
    public StepContext CreateStepContext() =>
        new(
            new StepIdentity(
                WorkflowExecutionContext.RunId,
                WorkflowExecutionContext.Definition.DefinitionId,
                _blueprint.DisplayName,
                ExecutionId
            ),
            this,
            Time
        )
        {
            Warnings = this,
        };

    void IProgress<StepProgress>.Report(StepProgress value) => ReportProgress(value);

    void IProgress<string>.Report(string value) => AddWarning(value);

    internal int FailedAttemptCount
    {
        get
        {
            lock (_gate)
                return _failedAttempts.Count;
        }
    }

    internal void AddFailedAttempt(AttemptRecord attempt)
    {
        lock (_gate)
            _failedAttempts.Add(attempt);
        _lastNotice = 0;
        Changed();
    }

    /// <summary>What the journal shows of its work, for the next burst; null when there is nothing.</summary>
    internal ProgressSnapshot? SaveProgress()
    {
        lock (_gate)
            return _counters.Count == 0 && _failedAttempts.Count == 0 && _detail is null && JournalData.Count == 0
                ? null
                : new(new(_counters), [.. _failedAttempts], _detail, JournalData.DeepClone().AsObject());
    }

    internal void RestoreProgress(ProgressSnapshot saved)
    {
        foreach (var (name, value) in saved.Counters)
            _counters[name] = value;
        _failedAttempts.AddRange(saved.FailedAttempts);
        _detail = saved.Detail;
        foreach (var (name, value) in saved.Notes)
            JournalData[name] = value?.DeepClone();
    }

    private void Changed()
    {
        IsDirty = true;
        var last = Volatile.Read(ref _lastNotice);
        var now = Time.GetTimestamp();
        if (last != 0 && Time.GetElapsedTime(last, now) < ObserverInterval)
            return;
        if (Interlocked.CompareExchange(ref _lastNotice, now, last) == last)
            OnProgress?.Invoke(this);
    }
}
