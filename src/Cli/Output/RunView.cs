using System.Globalization;
using Penstock.Pipelines.Activities;
using Penstock.Workflows.Runtime;
using Spectre.Console;

namespace Penstock.Cli.Output;

/// <summary>Shows a run's activities at work: bars with rates on a terminal, plain lines elsewhere.</summary>
internal abstract class RunView : IWorkflowObserver, IAsyncDisposable
{
    public static RunView Create(Printer printer) =>
        printer.People.Profile.Capabilities.Interactive && !Console.IsErrorRedirected
            ? new BarView(printer.People)
            : new LineView(printer);

    public abstract void ActivityStarted(ActivityExecutionRecord activity);

    public virtual void ActivityProgressed(ActivityExecutionRecord activity) { }

    public abstract void ActivityEnded(ActivityExecutionRecord activity);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What an ended activity did, in one line.</summary>
    public static string Summary(ActivityExecutionRecord activity)
    {
        var time = (activity.CompletedAt ?? DateTimeOffset.UtcNow) - activity.StartedAt;
        var parts = new List<string> { Units.Duration(time) };
        if (activity.Counters.TryGetValue("rows", out var rows) && rows > 0)
        {
            parts.Add($"{Units.Count(rows)} rows");
            parts.Add($"{Units.Count((long)(rows / Math.Max(time.TotalSeconds, 0.001)))} rows/s");
        }
        if (activity.Counters.TryGetValue("bytes", out var bytes) && bytes > 0)
        {
            parts.Add(Units.Bytes(bytes));
            parts.Add(Units.Bytes(bytes / Math.Max(time.TotalSeconds, 0.001)) + "/s");
        }
        foreach (
            var (name, value) in activity.Counters.Where(c =>
                c.Key is not ("rows" or "bytes" or "totalRows" or "totalBytes") && c.Value > 0
            )
        )
            parts.Add($"{Units.Count(value)} {name}");
        if (rows == 0 && bytes == 0 && activity.Status == ActivityStatus.Completed)
            parts.Add("nothing new");
        return string.Join(" · ", parts);
    }

    // What a running activity waits for, when it said so last.
    private static string? WaitOf(ActivityExecutionRecord activity) =>
        activity.CompletedAt is null && activity.Detail?.StartsWith(WaitNotes.Prefix, StringComparison.Ordinal) == true
            ? activity.Detail
            : null;

    private sealed class LineView(Printer printer) : RunView
    {
        private readonly Dictionary<Guid, string> _waits = [];

        public override void ActivityStarted(ActivityExecutionRecord activity)
        {
            if (!activity.IsControlFlow)
                printer.Note($"{activity.ActivityName} …");
        }

        public override void ActivityProgressed(ActivityExecutionRecord activity)
        {
            if (WaitOf(activity) is not { } wait)
                return;
            lock (_waits)
            {
                if (_waits.GetValueOrDefault(activity.Id) == wait)
                    return;
                _waits[activity.Id] = wait;
            }
            printer.Note($"{activity.ActivityName}: {wait}");
        }

        public override void ActivityEnded(ActivityExecutionRecord activity)
        {
            if (!activity.IsControlFlow)
                printer.Note(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{activity.ActivityName}: {activity.Status}, {Summary(activity)}"
                    )
                );
        }
    }

    private sealed class BarView : RunView
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, ProgressTask> _tasks = new();
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<ProgressContext> _context = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        private readonly Task _drawing;

        public BarView(IAnsiConsole console)
        {
            _drawing = console
                .Progress()
                .AutoClear(false)
                .HideCompleted(false)
                .Columns(
                    new SpinnerColumn(Spinner.Known.Dots),
                    new TaskDescriptionColumn { Alignment = Justify.Left },
                    new ProgressBarColumn()
                )
                .StartAsync(async context =>
                {
                    _context.SetResult(context);
                    await _end.Task;
                });
        }

        public override void ActivityStarted(ActivityExecutionRecord activity)
        {
            if (activity.IsControlFlow)
                return;
            var task = _context.Task.GetAwaiter().GetResult().AddTask(Describe(activity));
            task.IsIndeterminate = true;
            _tasks[activity.Id] = task;
        }

        public override void ActivityProgressed(ActivityExecutionRecord activity)
        {
            if (!_tasks.TryGetValue(activity.Id, out var task))
                return;
            task.Description = Describe(activity);
            var (done, total) =
                activity.Counters.TryGetValue("totalRows", out var rows) ? (activity.Counters["rows"], rows)
                : activity.Counters.TryGetValue("totalBytes", out var bytes) ? (activity.Counters["bytes"], bytes)
                : (0, 0);
            if (total <= 0)
                return;
            task.IsIndeterminate = false;
            task.Value = Math.Min(100.0 * done / total, 99.9);
        }

        public override void ActivityEnded(ActivityExecutionRecord activity)
        {
            if (!_tasks.TryGetValue(activity.Id, out var task))
                return;
            task.IsIndeterminate = false;
            task.Description = Describe(activity);
            task.Value = 100;
            task.StopTask();
        }

        public override async ValueTask DisposeAsync()
        {
            _end.TrySetResult();
            await _drawing;
            await base.DisposeAsync();
        }

        private static string Describe(ActivityExecutionRecord activity)
        {
            var colour = activity.Status switch
            {
                ActivityStatus.Completed => "green",
                ActivityStatus.Faulted => "red",
                _ => "white",
            };
            return $"[{colour}]{Markup.Escape((activity.ActivityName ?? activity.ActivityId).PadRight(26))}[/] [grey]{Markup.Escape((WaitOf(activity) ?? Summary(activity)).PadRight(54))}[/]";
        }
    }
}
