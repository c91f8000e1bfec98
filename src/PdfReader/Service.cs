using System.Text;
using UglyToad.PdfPig;

namespace Penstock.PdfReader;

/// <summary>Answers requests one after the other until there are no more.</summary>
internal sealed class Service(Stream requests, Stream output) : IDisposable
{
    private readonly ReplyWriter _replies = new(output);

    public void Run()
    {
        _replies.Ready(ReaderName, Seal.TryClose());
        using var reader = new BinaryReader(requests, Encoding.UTF8);
        while (TryReadLength(reader))
            Answer(reader.ReadString(), reader.ReadInt32());
    }

    public void Dispose() => _replies.Dispose();

    /// <summary>The library that reads, with its version.</summary>
    private static string ReaderName => $"PdfPig {typeof(PdfDocument).Assembly.GetName().Version!.ToString(3)}";

    private void Answer(string path, int mostPages)
    {
        try
        {
            using var document = new DocumentReader(path);
            document.Read(mostPages, _replies);
            _replies.End();
        }
        catch (AskerGoneException)
        {
            throw;
        }
        catch (OutOfMemoryException)
        {
            // What it held is garbage now, but nobody knows in what state: the next document gets a new process.
            throw;
        }
        catch (Exception e)
        {
            // A parser of foreign bytes throws anything: each is a finding about the file.
            _replies.Failure($"{e.GetType().Name}: {e.Message}");
        }
    }

    private static bool TryReadLength(BinaryReader reader)
    {
        try
        {
            return reader.ReadInt32() > 0;
        }
        catch (EndOfStreamException)
        {
            return false;
        }
    }
}
