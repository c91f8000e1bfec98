namespace Penstock.Bench.Paths;

/// <summary>1,000 files of 50 kB from FTP into landing, hashed, indexed and durable.</summary>
internal sealed class FtpManySmallFiles : IBenchmark
{
    private FtpBench _bench = null!;

    public string Name => "ftp-many-small-files";

    public string Path => "FTP files → landing on disk, 1,000 files of 50 kB, hashed";

    public string Baseline => "`lftp mirror -P 4`";

    public double AtLeast => 0.9;

    public async Task PrepareAsync(string folder, CancellationToken cancellationToken) =>
        _bench = await FtpBench.StartAsync(folder, 1000, 50_000, cancellationToken);

    public Task<TimeSpan> RunOursAsync(CancellationToken cancellationToken) => _bench.RunOursAsync(cancellationToken);

    public Task<TimeSpan> RunBaselineAsync(CancellationToken cancellationToken) =>
        _bench.RunShellAsync(
            "lftp -u \"$USER,$PASSWORD\" -e 'set ftp:ssl-allow no; set xfer:log no; mirror -P 4 / .; quit' ftp://127.0.0.1:$PORT",
            cancellationToken
        );

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await using var bench = _bench;
        await bench.CheckAsync(cancellationToken);
    }
}
