namespace Penstock.Bench.Paths;

/// <summary>One file of 500 MB from FTP into landing, hashed and durable.</summary>
internal sealed class FtpOneLargeFile : IBenchmark
{
    private FtpBench _bench = null!;

    public string Name => "ftp-one-large-file";

    public string Path => "FTP file → landing on disk, one 500 MB file, hashed";

    // Landing is durable when the step ends; the baseline is asked for the same by sync.
    public string Baseline => "`curl` to a file + `sha256sum`, then `sync` of the file as landing does";

    public double AtLeast => 0.9;

    public async Task PrepareAsync(string folder, CancellationToken cancellationToken) =>
        _bench = await FtpBench.StartAsync(folder, 1, 500_000_000, cancellationToken);

    public Task<TimeSpan> RunOursAsync(CancellationToken cancellationToken) => _bench.RunOursAsync(cancellationToken);

    public Task<TimeSpan> RunBaselineAsync(CancellationToken cancellationToken) =>
        _bench.RunShellAsync(
            "curl -sS -u \"$USER:$PASSWORD\" -o file-0000.bin ftp://127.0.0.1:$PORT/file-0000.bin; sha256sum file-0000.bin > sum; sync file-0000.bin",
            cancellationToken
        );

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await using var bench = _bench;
        await bench.CheckAsync(cancellationToken);
    }
}
