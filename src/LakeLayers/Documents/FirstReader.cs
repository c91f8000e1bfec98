using System.Collections.Concurrent;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// Reads documents with PdfPig, in processes of our own: one reads many documents, as many run as documents are read at once,
/// and one that was ended or broke is replaced.
/// </summary>
internal sealed class FirstReader(PdfLimits limits) : IAsyncDisposable
{
    private readonly ConcurrentBag<ReaderProcess> _idle = [];

    /// <summary>Reads a document and hands its pages out in their order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="onPage">Receives each page.</param>
    /// <param name="deadline">Ends the process; the outcome says so.</param>
    public async Task<FirstReading> ReadAsync(string path, Func<FirstPage, Task> onPage, CancellationToken deadline)
    {
        if (!_idle.TryTake(out var process))
            process = ReaderProcess.Start(limits);
        var reading = new FirstReading();
        try
        {
            await process.AskAsync(path, reading, onPage, deadline);
        }
        finally
        {
            if (process.IsUsable)
                _idle.Add(process);
            else
                await process.DisposeAsync();
        }
        return reading;
    }

    public async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var process))
            await process.DisposeAsync();
    }
}
