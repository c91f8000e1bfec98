using System.Globalization;
using Penstock.Core.Steps;

namespace Penstock.Pipelines.Activities;

/// <summary>
/// Passes a step's progress on and, when nothing comes for five seconds, says what is waited for: then, and again after twice the
/// time, at most every half minute.
/// </summary>
public sealed class WaitNotes : IProgress<StepProgress>, IAsyncDisposable
{
    /// <summary>What a detail of an activity begins with that tells of a wait.</summary>
    public const string Prefix = "waiting for ";

    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly IProgress<StepProgress> _progress;
    private readonly Action<string> _note;
    private readonly string _server;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private long _lastReport;
    private TimeSpan _next = First;

    /// <param name="progress">Whom progress is passed on to.</param>
    /// <param name="note">Told of a wait.</param>
    /// <param name="server">What the step waits for, for people.</param>
    /// <param name="time">The clock.</param>
    public WaitNotes(IProgress<StepProgress> progress, Action<string> note, string server, TimeProvider time)
    {
        (_progress, _note, _server, _time) = (progress, note, server, time);
        _lastReport = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Look(), null, First, TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public void Report(StepProgress value)
    {
        lock (_gate)
            (_lastReport, _next) = (_time.GetTimestamp(), First);
        _progress.Report(value);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        TimeSpan waited;
        lock (_gate)
        {
            waited = _time.GetElapsedTime(_lastReport);
            if (waited < _next)
                return;
            _next = waited + (waited < Longest ? waited : Longest);
        }
        _note(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{_server} to answer, {waited.TotalSeconds:0} s"));
    }
}
