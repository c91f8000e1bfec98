using Penstock.Workflows.Expressions;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Runtime.State;

namespace Penstock.Workflows.Activities;

/// <content>What an execution keeps while it waits, and how it waits. All of it survives the process.</content>
public sealed partial class ActivityExecutionContext
{
    private readonly Dictionary<string, object?> _properties = new(StringComparer.Ordinal);

    /// <summary>Keeps a value between callbacks: small, and one that JSON can hold.</summary>
    public void SetProperty(string key, object? value) => _properties[key] = value;

    /// <summary>A value kept with <see cref="SetProperty"/>, or the type's default.</summary>
    public T? GetProperty<T>(string key)
    {
        if (!_properties.TryGetValue(key, out var value))
            return default;
        if (value is T typed)
            return typed;
        var converted = (T?)ValueConverter.Convert(value, typeof(T));
        _properties[key] = converted;
        return converted;
    }

    /// <summary>
    /// Keeps a value that never changes and may be large, the items of a loop for instance; it is written once.
    /// </summary>
    public void SetMemo(string key, object value) => Memos[key] = new Memo(value, false);

    /// <summary>A value kept with <see cref="SetMemo"/>, or the type's default.</summary>
    public T? GetMemo<T>(string key)
    {
        if (!Memos.TryGetValue(key, out var memo))
            return default;
        if (memo.Value is T typed)
            return typed;
        var converted = (T?)ValueConverter.Convert(memo.Value, typeof(T));
        Memos[key] = memo with { Value = converted! };
        return converted;
    }

    /// <summary>Waits: the run goes on elsewhere or is suspended, until somebody resumes this bookmark.</summary>
    /// <returns>The bookmark's id.</returns>
    public Guid CreateBookmark(CreateBookmarkArgs args)
    {
        var name = args.Name ?? Activity.Type;
        var now = Time.GetUtcNow();
        var bookmark = new Bookmark
        {
            Id = Guid.CreateVersion7(now),
            RunId = WorkflowExecutionContext.RunId,
            ExecutionId = ExecutionId,
            ActivityId = Activity.Id,
            NodeId = Activity.NodeId,
            Name = name,
            Hash = BookmarkHash.Of(name, args.Stimulus, args.IncludeActivityInstanceId ? ExecutionId : null),
            Payload = StateJson.Node(args.Stimulus),
            Callback = args.Callback is null ? null : NamedMethods.NameOf(args.Callback, Activity),
            AutoBurn = args.AutoBurn,
            AutoComplete = args.AutoComplete,
            CorrelationId = WorkflowExecutionContext.CorrelationId,
            DueAt = args.DueAt,
            Metadata = args.Metadata,
            CreatedAt = now,
        };
        PendingBookmarks.Add(bookmark);
        return bookmark.Id;
    }

    /// <summary>Waits for a stimulus; goes on with a method of the activity.</summary>
    public Guid CreateBookmark(object? stimulus, ExecuteActivityDelegate? callback = null) =>
        CreateBookmark(new CreateBookmarkArgs { Stimulus = stimulus, Callback = callback });

    /// <summary>Ends the nearest loop around this activity.</summary>
    public void Break() => IsBreakRequested = true;

    internal bool IsBreakRequested { get; set; }

    internal List<Bookmark> PendingBookmarks { get; } = [];

    /// <summary>Where it waits.</summary>
    internal List<Bookmark> Bookmarks { get; } = [];

    internal Dictionary<string, Memo> Memos { get; } = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, object?> KeptProperties => _properties;

    /// <summary>The parent's method that is told; kept besides the delegate so that it can be written down.</summary>
    internal string? CallbackName { get; init; }

    /// <summary>The method to go on with; null for the beginning.</summary>
    internal string? Entry { get; set; }

    /// <summary>Whether its method has run: then only callbacks or bookmarks move it.</summary>
    internal bool HasRun { get; set; }

    internal IReadOnlyList<KeyValuePair<string, object?>>? Given { get; init; }

    internal MemoryScope? GivenScope { get; init; }

    internal MemoryScope? OwnScope { get; init; }

    /// <summary>Outer executions are made before inner ones.</summary>
    internal long Order { get; init; }

    internal long? StartEvent { get; set; }

    internal long? EndEvent { get; set; }

    internal List<ActivityEvent> Events { get; } = [];

    internal sealed record Memo(object Value, bool IsWritten);
}
