using System.Diagnostics;
using System.Security.Cryptography;
using Penstock.Core.Errors;
using Penstock.Core.Processes;

namespace Penstock.Sandbox.Servers;

/// <summary>
/// A real S3 server for tests: Ceph's object gateway with one monitor and one storage daemon from the Debian packages, all on
/// loopback, with the objects in memory. It starts in about two seconds and is gone with its data when it is disposed of.
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    // A unix socket's path ends at 107 characters; the longest below the folder is run/client.rgw.asok.
    private const int LongestFolder = 80;
    private readonly string _folder;
    private readonly List<GuardedProcess> _daemons = [];

    private S3Server(string folder, int port)
    {
        _folder = folder;
        Endpoint = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>The user's access key.</summary>
    public string AccessKey { get; } = "penstock";

    /// <summary>The user's generated secret.</summary>
    public string SecretKey { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>
    /// Starts a server whose files live in <paramref name="folder"/>, which must be empty or absent and at most 80 characters
    /// long.
    /// </summary>
    /// <exception cref="PenstockException">Ceph is not installed, or does not start; with the last lines of its log.</exception>
    public static async Task<S3Server> StartAsync(string folder, CancellationToken cancellationToken = default)
    {
        folder = Path.GetFullPath(folder);
        if (folder.Length > LongestFolder)
            throw new UsageException($"The folder's path is longer than {LongestFolder} characters", folder);
        if (!File.Exists("/usr/bin/radosgw") || !File.Exists("/usr/bin/ceph-osd") || !File.Exists("/usr/bin/ceph-mon"))
            throw new PenstockException(
                "Ceph's object gateway is not installed",
                "/usr/bin/radosgw",
                "Nothing was started",
                "apt-get install --no-install-recommends radosgw ceph-mon ceph-osd"
            );

        for (var attempt = 1; ; attempt++)
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            var server = new S3Server(folder, FreePort.Next());
            try
            {
                await server.StartDaemonsAsync(cancellationToken);
                return server;
            }
            catch (PenstockException) when (attempt < 3)
            {
                // Somebody else took a port meanwhile: once more, with others.
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in Enumerable.Reverse(_daemons))
            await daemon.DisposeAsync();
        _daemons.Clear();
    }

    private async Task StartDaemonsAsync(CancellationToken cancellationToken)
    {
        foreach (var name in new[] { "run", "log", "rgw", "mon", "osd" })
            Directory.CreateDirectory(Path.Combine(_folder, name));
        var (cluster, disk, monitorPort) = (Guid.NewGuid(), Guid.NewGuid(), FreePort.Next());
        // Below the range from which the kernel gives out ports; the daemon takes the first free ones of 80.
        var storagePort = RandomNumberGenerator.GetInt32(10_000, 30_000);
        await File.WriteAllTextAsync(
            At("ceph.conf"),
            S3ServerConfiguration.Text(_folder, cluster, Endpoint.Port, monitorPort, storagePort),
            cancellationToken
        );
        await File.WriteAllTextAsync(At("keyring"), "", cancellationToken);

        await RunAsync(
            "monmaptool",
            cancellationToken,
            "--create",
            "--clobber",
            "--fsid",
            $"{cluster}",
            "--enable-all-features",
            "--addv",
            "a",
            $"[v2:127.0.0.1:{monitorPort}]",
            At("monmap")
        );
        await RunAsync(
            "ceph-mon",
            cancellationToken,
            "--mkfs",
            "-i",
            "a",
            "--monmap",
            At("monmap"),
            "--keyring",
            At("keyring")
        );
        var monitor = Launch("ceph-mon", "-i", "a");
        await RunAsync("ceph", cancellationToken, "--connect-timeout", "20", "osd", "new", $"{disk}");
        await RunAsync("ceph-osd", cancellationToken, "-i", "0", "--mkfs", "--osd-uuid", $"{disk}");
        var storage = Launch("ceph-osd", "-i", "0");
        await WaitAsync("ceph-osd", [monitor, storage], () => IsActiveAsync(cancellationToken), cancellationToken);
        await RunAsync(
            "radosgw-admin",
            cancellationToken,
            "user",
            "create",
            "--uid=penstock",
            "--display-name=penstock",
            $"--access-key={AccessKey}",
            $"--secret-key={SecretKey}"
        );
        var gateway = Launch("radosgw", "-n", "client.rgw");
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        await WaitAsync(
            "radosgw",
            [monitor, storage, gateway],
            () => AnswersAsync(http, cancellationToken),
            cancellationToken
        );
    }

    private GuardedProcess Launch(string program, params string[] arguments)
    {
        var daemon = GuardedProcess.Start(
            program,
            ["-f", "-c", At("ceph.conf"), .. arguments],
            environment: Quiet,
            workingDirectory: "/"
        );
        _daemons.Add(daemon);
        return daemon;
    }

    private async Task RunAsync(string program, CancellationToken cancellationToken, params string[] arguments)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        // monmaptool takes the file of settings from the environment only.
        var environment = new Dictionary<string, string>(Quiet) { ["CEPH_CONF"] = At("ceph.conf") };
        try
        {
            var result = await CommandLine.RunAsync(
                program,
                arguments,
                environment: environment,
                cancellationToken: patience.Token
            );
            if (result.ExitCode != 0)
                throw Failed(program, result.Error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(program, "it did not end within 60 seconds");
        }
    }

    private async Task WaitAsync(
        string program,
        GuardedProcess[] daemons,
        Func<Task<bool>> isReady,
        CancellationToken cancellationToken
    )
    {
        var clock = Stopwatch.StartNew();
        while (!await isReady())
        {
            if (Array.Find(daemons, d => d.HasExited) is { } ended)
                throw Failed(program, $"a daemon ended\n{ended.Output}");
            if (clock.Elapsed > TimeSpan.FromSeconds(60))
                throw Failed(program, "it is not ready after 60 seconds");
            await Task.Delay(50, cancellationToken);
        }
    }

    private async Task<bool> IsActiveAsync(CancellationToken cancellationToken)
    {
        // A gateway that starts before the storage daemon is active backs off for seconds.
        var status = await CommandLine.RunAsync(
            "ceph",
            ["--admin-daemon", At("run/osd.0.asok"), "status"],
            environment: Quiet,
            cancellationToken: cancellationToken
        );
        return status.Output.Contains("\"state\": \"active\"", StringComparison.Ordinal);
    }

    private async Task<bool> AnswersAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(Endpoint, "/swift/healthcheck"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e)
            when (e is HttpRequestException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return false;
        }
    }

    private PenstockException Failed(string program, string detail)
    {
        var logs = Directory
            .GetFiles(At("log"))
            .Select(l => $"{Path.GetFileName(l)}: {string.Join('\n', File.ReadLines(l).TakeLast(3))}");
        return new PenstockException(
            $"The S3 server did not start: {program}",
            $"{_folder}\n{detail.Trim()}\n{string.Join('\n', logs)}",
            "Nothing was changed",
            "penstock doctor"
        );
    }

    private string At(string name) => Path.Combine(_folder, name);

    // Settings of a cluster that the machine may be part of must not reach these programs.
    private static Dictionary<string, string> Quiet => new() { ["CEPH_ARGS"] = "" };
}
