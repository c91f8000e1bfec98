using Microsoft.Extensions.Logging;

namespace Penstock.Server.Logs;

/// <summary>Keeps what is logged within a run: its message or a surrounding scope has a value <c>RunId</c>.</summary>
[ProviderAlias("Runs")]
internal sealed class RunLogProvider(RunLogQueue queue, TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new RunLogger(categoryName, this);

    public void Dispose() { }

    private static Guid? RunIdIn(object? state)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> values)
            return null;
        foreach (var (key, value) in values)
        {
            if (key != "RunId")
                continue;
            if (value is Guid id || Guid.TryParse(value?.ToString(), out id))
                return id;
        }
        return null;
    }

    private sealed class RunLogger(string category, RunLogProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and < LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!IsEnabled(logLevel))
                return;
            var run = RunIdIn(state);
            if (run is null)
                provider._scopes?.ForEachScope((scope, _) => run = RunIdIn(scope) ?? run, 0);
            if (run is { } id)
                provider.Keep(
                    id,
                    new LogLine(
                        provider.Now,
                        logLevel,
                        category[(category.LastIndexOf('.') + 1)..],
                        formatter(state, exception),
                        exception?.ToString()
                    )
                );
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();

    private void Keep(Guid run, LogLine line) => queue.Add(new PendingLine(run, line));
}
