using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// A parser's process under <c>prlimit</c>. PDFs come from anywhere and parsers crash: a process of its own keeps a
/// crash, a leak or an endless loop away from us. Cancellation kills it, which ends every read with end of file.
/// </summary>
internal sealed class ParserProcess : IAsyncDisposable
{
    private const int KeptErrorBytes = 64 << 10;
    private const int MostErrorBytes = 1 << 20;
    private readonly Process _process;
    private readonly CancellationTokenRegistration _kill;
    private readonly Task<string> _errors;

    private ParserProcess(Process process, CancellationToken cancellationToken)
    {
        _process = process;
        Output = process.StandardOutput.BaseStream;
        Input = process.StandardInput.BaseStream;
        _kill = cancellationToken.Register(Kill);
        _errors = ReadErrorsAsync(process.StandardError.BaseStream);
    }

    /// <summary>What the program reads.</summary>
    public Stream Input { get; }

    /// <summary>What the program prints.</summary>
    public Stream Output { get; }

    /// <summary>Whether it complained more than anyone reads, and was ended for that.</summary>
    public bool WasFlooding { get; private set; }

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Processor time it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program of poppler-utils, with the limits of one document.</summary>
    public static ParserProcess StartPoppler(
        string program,
        IEnumerable<string> arguments,
        PdfLimits limits,
        CancellationToken cancellationToken
    )
    {
        var seconds = Math.Ceiling(limits.ProcessorTime.TotalSeconds);
        var process = Start(
            [Limit("as", limits.MemoryBytes), Limit("cpu", (long)seconds), program, .. arguments],
            new Dictionary<string, string>(),
            cancellationToken
        );
        process.Input.Close();
        return process;
    }

    /// <summary>A limit as the program <c>prlimit</c> takes it.</summary>
    public static string Limit(string name, long value) =>
        string.Create(CultureInfo.InvariantCulture, $"--{name}={value}");

    /// <summary>Starts a program under limits.</summary>
    /// <param name="words">Limits, the program and its arguments.</param>
    /// <param name="environment">All of its environment besides <c>PATH</c> and the locale.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ParserProcess Start(
        IEnumerable<string> words,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo("prlimit", ["--core=0", .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // Nothing of ours (database passwords, keys) is in the parser's environment.
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            return new ParserProcess(Process.Start(start)!, cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw new PenstockException(
                "Cannot start the PDF parser",
                "prlimit",
                "Nothing was published",
                "apt-get install util-linux poppler-utils poppler-data",
                e
            );
        }
    }

    /// <summary>Ends it now.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Waits for its end; read <see cref="Output"/> to its end first.</summary>
    /// <returns>Exit code (128 + number when a signal ended it) and the first 64 KiB of complaints.</returns>
    public async Task<(int ExitCode, string Errors)> WaitAsync()
    {
        var errors = await _errors;
        await _process.WaitForExitAsync(CancellationToken.None);
        if (_process.ExitCode is 126 or 127)
            throw new PenstockException(
                "Cannot start the PDF parser",
                errors.Trim(),
                "Nothing was published",
                "apt-get install poppler-utils poppler-data"
            );
        return (_process.ExitCode, errors);
    }

    public async ValueTask DisposeAsync()
    {
        await _kill.DisposeAsync();
        Kill();
        await _errors;
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task<string> ReadErrorsAsync(Stream stream)
    {
        var kept = new MemoryStream();
        var buffer = new byte[4096];
        long total = 0;
        for (int read; (read = await stream.ReadAsync(buffer)) > 0; )
        {
            if (kept.Length < KeptErrorBytes)
                kept.Write(buffer, 0, read);
            total += read;
            if (total <= MostErrorBytes || WasFlooding)
                continue;
            WasFlooding = true;
            Kill();
        }
        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }
}
