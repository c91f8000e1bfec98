namespace Penstock.Warehouse.Loads;

/// <summary>Runs calls that block (DuckDB, COPY) on a thread of their own, so that they do not take one from the pool.</summary>
internal static class Blocking
{
    public static Task RunAsync(Action work) =>
        RunAsync(() =>
        {
            work();
            return true;
        });

    public static Task<T> RunAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(
            work,
            CancellationToken.None,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default
        );
}
