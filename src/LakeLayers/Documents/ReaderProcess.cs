using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Penstock.Core.Errors;
using Penstock.PdfReader.Protocol;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// A process of <c>Penstock.PdfReader</c>. Nothing but numbers and texts of known lengths comes back from it; what does not keep
/// to that counts as a crash.
/// </summary>
internal sealed class ReaderProcess : IAsyncDisposable
{
    private const int HeadBytes = 5;

    // What the runtime takes besides the objects of a document: most of it is reserved and never used.
    private const long BytesOfRuntime = 2L << 30;
    private readonly ParserProcess _process;
    private readonly PdfLimits _limits;
    private readonly byte[] _head = new byte[HeadBytes];
    private string? _name;

    private ReaderProcess(ParserProcess process, PdfLimits limits) => (_process, _limits) = (process, limits);

    /// <summary>Whether it can read another document.</summary>
    public bool IsUsable { get; private set; } = true;

    public static ReaderProcess Start(PdfLimits limits)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "pdf-reader", "Penstock.PdfReader.dll");
        if (!File.Exists(program))
            throw new PenstockException(
                "The PDF reader is not there",
                program,
                "Nothing was published",
                "build the project again: dotnet build src/Cli -c Release"
            );
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_GCHeapHardLimit"] = limits.MemoryBytes.ToString("x", CultureInfo.InvariantCulture),
            // Objects of a page seldom outlive it: collecting them in larger portions costs less.
            ["DOTNET_GCgen0size"] = Math.Min(limits.MemoryBytes / 4, 64 << 20)
                .ToString("x", CultureInfo.InvariantCulture),
            // The reader is compiled ahead, and most runs are short: only what is called very often is worth compiling again.
            ["DOTNET_TC_CallCountThreshold"] = "400",
            // Neither a debugger's socket nor pages to write code through: both cost time at the start.
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_EnableWriteXorExecute"] = "0",
        };
        var process = ParserProcess.Start(
            [
                ParserProcess.Limit("as", (2 * limits.MemoryBytes) + BytesOfRuntime),
                ParserProcess.Limit("fsize", 0),
                DotNetHost.Path,
                program,
            ],
            environment,
            CancellationToken.None
        );
        return new ReaderProcess(process, limits);
    }

    /// <summary>Has it read a document.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reading">Receives what is found.</param>
    /// <param name="onPage">Receives each page; what it throws is thrown on, after the process was ended.</param>
    /// <param name="deadline">Ends it.</param>
    public async Task AskAsync(
        string path,
        FirstReading reading,
        Func<FirstPage, Task> onPage,
        CancellationToken deadline
    )
    {
        // Until the document's last reply has come, the process must not be asked about another.
        IsUsable = false;
        await using var kill = deadline.Register(_process.Kill);
        try
        {
            ProcessorLimit.Set(_process.Id, _process.ProcessorTime + _limits.ProcessorTime);
            await SendAsync(path);
            IsUsable = await ReceiveAsync(reading, onPage);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ArgumentException)
        {
            // The pipe broke or the reply was none: it is dead, or as good as that.
        }
        if (IsUsable || reading.ReachedLimit is not null)
            return;
        _process.Kill();
        await DescribeEndAsync(reading, deadline.IsCancellationRequested);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task SendAsync(string path)
    {
        var content = new MemoryStream();
        await using var writer = new BinaryWriter(content, Encoding.UTF8);
        writer.Write(0);
        writer.Write(path);
        writer.Write(_limits.Pages);
        writer.Flush();
        var request = content.GetBuffer().AsMemory(0, (int)content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(request.Span, request.Length - sizeof(int));
        await _process.Input.WriteAsync(request);
        await _process.Input.FlushAsync();
    }

    /// <summary>Reads replies to the document's last; false when the process is of no use any more.</summary>
    private async Task<bool> ReceiveAsync(FirstReading reading, Func<FirstPage, Task> onPage)
    {
        long total = 0;
        for (var last = 0; ; )
        {
            await _process.Output.ReadExactlyAsync(_head);
            var length = BinaryPrimitives.ReadInt32LittleEndian(_head.AsSpan(1));
            total += length;
            if (length < 0 || length > _limits.PageBytes)
                reading.ReachedLimit = $"Page {last + 1} has over {_limits.PageBytes} bytes of text and word boxes";
            else if (total > _limits.OutputBytes)
                reading.ReachedLimit = $"The document has over {_limits.OutputBytes} bytes of text and word boxes";
            if (reading.ReachedLimit is not null)
                return false;
            var content = new byte[length];
            await _process.Output.ReadExactlyAsync(content);
            using var reply = new ReplyReader(content);
            switch ((ReplyKind)_head[0])
            {
                case ReplyKind.Ready:
                    _name = reply.Ready();
                    break;
                case ReplyKind.Document:
                    (reading.PageCount, reading.Metadata) = reply.Document();
                    break;
                case ReplyKind.Page or ReplyKind.Unread when _name is not null:
                    var page = (ReplyKind)_head[0] == ReplyKind.Page ? reply.Page(_name) : reply.Unread();
                    if (page.Number != last + 1)
                        return false;
                    last = page.Number;
                    await HandOutAsync(page, onPage);
                    break;
                case ReplyKind.End:
                    return true;
                case ReplyKind.Failure:
                    reading.Failure = reply.Failure();
                    return true;
                default:
                    return false;
            }
        }
    }

    private async Task HandOutAsync(FirstPage page, Func<FirstPage, Task> onPage)
    {
        try
        {
            await onPage(page);
        }
        catch (Exception e)
        {
            _process.Kill();
            throw e as ReceiverException ?? new ReceiverException(e);
        }
    }

    private async Task DescribeEndAsync(FirstReading reading, bool isOverTime)
    {
        var (exitCode, errors) = await _process.WaitAsync();
        reading.IsOutOfMemory =
            errors.Contains("Out of memory", StringComparison.OrdinalIgnoreCase)
            || errors.Contains("OutOfMemory", StringComparison.Ordinal);
        reading.Failure =
            isOverTime ? "PdfPig did not end in time"
            : exitCode == ProcessorLimit.ExitCode
                ? $"PdfPig used up its {_limits.ProcessorTime.TotalSeconds:0.#} s of processor time"
            : reading.IsOutOfMemory ? $"PdfPig needs more than {_limits.MemoryBytes >> 20} MiB of memory"
            : $"PdfPig crashed (exit code {exitCode})";
    }
}
