namespace Penstock.Bench;

/// <summary>One path of the product measured against a named baseline in the same run. Classes in <c>Paths/</c> implement it; the program finds them.</summary>
public interface IBenchmark
{
    /// <summary>The name to ask for, for instance <c>ftp-one-large-file</c>.</summary>
    string Name { get; }

    /// <summary>What the path is, as the results table says it.</summary>
    string Path { get; }

    /// <summary>What it is measured against, as the results table says it.</summary>
    string Baseline { get; }

    /// <summary>How many times the baseline's speed is asked for.</summary>
    double AtLeast { get; }

    /// <summary>Starts servers, makes data.</summary>
    Task PrepareAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Our way, once, from a clean state. Only the time inside the returned value counts.</summary>
    Task<TimeSpan> RunOursAsync(CancellationToken cancellationToken);

    /// <summary>The baseline, once, from a clean state.</summary>
    Task<TimeSpan> RunBaselineAsync(CancellationToken cancellationToken);

    /// <summary>Stops servers, checks that both ways gave the same result where that can be told.</summary>
    Task FinishAsync(CancellationToken cancellationToken);
}
