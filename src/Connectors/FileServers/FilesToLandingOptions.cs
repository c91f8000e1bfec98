using Penstock.Core.Errors;
using Penstock.Core.Steps;

namespace Penstock.Connectors.FileServers;

/// <summary>What <see cref="FilesToLanding"/> copies and how hard it tries.</summary>
/// <param name="Feed">The name under which the files are in landing, for instance <c>procedures</c>.</param>
public sealed record FilesToLandingOptions(string Feed)
{
    /// <summary>The folder below the connection's address. Default: the address itself.</summary>
    public string Folder { get; init; } = "";

    /// <summary>
    /// Globs of what to copy: <c>*</c> and <c>?</c> within a name, <c>**</c> across folders; without a slash they match names
    /// in any folder. Default: everything.
    /// </summary>
    public IReadOnlyList<string> Include { get; init; } = ["**"];

    /// <summary>Globs of what to leave out, stronger than <see cref="Include"/>.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Whether folders below the folder are searched too. Default false.</summary>
    public bool Recursive { get; init; }

    /// <summary>Take only files that were last changed in this window; the server must tell times. Default: whenever.</summary>
    public TimeWindow? Window { get; init; }

    /// <summary>Connections at once. Default 4; 1 to 32.</summary>
    public int MaxConnections { get; init; } = 4;

    /// <summary>Further tries of a file, or of the listing, after a failure that may pass. Default 4; 0 to 20.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>
    /// The wait before the first further try; it doubles each time, with jitter, up to a minute. Default 0.5 s; 1 ms to 1 min.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long one file may take, all tries together. Default 1 h; from 1 s.</summary>
    public TimeSpan FileTimeLimit { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The largest file taken; a larger one fails. Default 16 GiB; from 1.</summary>
    public long MaxFileSize { get; init; } = 16L << 30;

    /// <summary>The most files a listing may have; more is taken for a mistake. Default 100,000; from 1.</summary>
    public int MaxFiles { get; init; } = 100_000;

    /// <summary>When a file that is in landing is read again. Default: when its size or time changed.</summary>
    public FileVerification Verify { get; init; } = FileVerification.Changed;

    /// <summary>
    /// Whether the step succeeds although some files could not be copied; the result names them. Default false.
    /// </summary>
    public bool ContinueOnError { get; init; }

    internal FilesToLandingOptions Check()
    {
        Range(nameof(MaxConnections), MaxConnections, 1, 32);
        Range(nameof(Retries), Retries, 0, 20);
        Range(nameof(RetryDelay), RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        Range(nameof(FileTimeLimit), FileTimeLimit, TimeSpan.FromSeconds(1), TimeSpan.FromDays(20));
        Range(nameof(MaxFileSize), MaxFileSize, 1, long.MaxValue);
        Range(nameof(MaxFiles), MaxFiles, 1, int.MaxValue);
        if (string.IsNullOrWhiteSpace(Feed))
            throw new UsageException("A feed needs a name", nameof(Feed), "set feed");
        if (Folder.Split('/').Contains(".."))
            throw new UsageException(
                "The folder must not lead out of the connection's address",
                Folder,
                "make a connection with that address"
            );
        return this;
    }

    private static void Range<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            throw new UsageException(
                $"{name} must be from {least} to {most}",
                $"{value}",
                "correct the step's options"
            );
    }
}
