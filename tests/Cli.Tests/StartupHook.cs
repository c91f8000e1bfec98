/// <summary>
/// What the runtime calls in a command that a test starts with DOTNET_STARTUP_HOOKS set to this assembly: puts the faults into its
/// process that no input brings about. No namespace, as the runtime wants it.
/// </summary>
internal static class StartupHook
{
    public const string Variable = "PENSTOCK_TEST_FAULT";

    public static void Initialize()
    {
        switch (Environment.GetEnvironmentVariable(Variable))
        {
            case "thread":
                WhenTheCommandRuns(() => throw new InvalidOperationException("sesame of another thread"));
                break;
            case "task":
                WhenTheCommandRuns(() =>
                {
                    Leave();
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                });
                break;
        }
    }

    private static void Leave() => _ = Task.Run(() => throw new InvalidOperationException("nobody waits for this"));

    // The program's own assembly is loaded before its first statement; PostgreSQL's driver when it has begun.
    private static void WhenTheCommandRuns(Action action)
    {
        var done = 0;
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
        {
            if (loaded.LoadedAssembly.GetName().Name == "Npgsql" && Interlocked.Exchange(ref done, 1) == 0)
                new Thread(() => action()).Start();
        };
    }
}
