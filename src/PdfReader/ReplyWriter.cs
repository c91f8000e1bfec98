using System.Buffers.Binary;
using System.Text;
using Penstock.PdfReader.Layout;
using Penstock.PdfReader.Protocol;
using UglyToad.PdfPig.Content;

namespace Penstock.PdfReader;

/// <summary>Writes replies; see <see cref="ReplyKind"/> for what is in them.</summary>
internal sealed class ReplyWriter : IDisposable
{
    private const int HeadBytes = 5;
    private readonly Stream _output;
    private readonly MemoryStream _content = new();
    private readonly BinaryWriter _writer;

    public ReplyWriter(Stream output)
    {
        _output = output;
        // A lone surrogate of a broken map becomes a replacement character.
        _writer = new BinaryWriter(_content, new UTF8Encoding(false, throwOnInvalidBytes: false));
    }

    public void Ready(string reader, bool isSealed)
    {
        Start();
        _writer.Write(reader);
        _writer.Write(isSealed);
        Send(ReplyKind.Ready);
    }

    public void Document(int pages, DocumentInformation about)
    {
        Start();
        _writer.Write(pages);
        _writer.Write(about.Title ?? "");
        _writer.Write(about.Author ?? "");
        _writer.Write(about.Subject ?? "");
        _writer.Write(about.Creator ?? "");
        _writer.Write(about.Producer ?? "");
        _writer.Write(about.CreationDate ?? "");
        _writer.Write(about.ModifiedDate ?? "");
        Send(ReplyKind.Document);
    }

    public void Page(int number, PageSize size, string doubt, PageText page)
    {
        Start();
        _writer.Write(number);
        _writer.Write((float)size.Width);
        _writer.Write((float)size.Height);
        _writer.Write(doubt);
        _writer.Write(page.Text);
        _writer.Write(page.Words.Count);
        foreach (var word in page.Words)
        {
            _writer.Write(word.Text);
            _writer.Write(word.Box.X);
            _writer.Write(word.Box.Y);
            _writer.Write(word.Box.Width);
            _writer.Write(word.Box.Height);
        }
        Send(ReplyKind.Page);
    }

    public void Unread(int number, string reason)
    {
        Start();
        _writer.Write(number);
        _writer.Write(reason);
        Send(ReplyKind.Unread);
    }

    public void End()
    {
        Start();
        Send(ReplyKind.End);
    }

    public void Failure(string reason)
    {
        Start();
        _writer.Write(reason);
        Send(ReplyKind.Failure);
    }

    public void Dispose() => _writer.Dispose();

    private void Start()
    {
        _content.SetLength(0);
        _content.Write(stackalloc byte[HeadBytes]);
    }

    private void Send(ReplyKind kind)
    {
        var reply = _content.GetBuffer().AsSpan(0, (int)_content.Length);
        reply[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(reply[1..], reply.Length - HeadBytes);
        try
        {
            _output.Write(reply);
        }
        catch (IOException e)
        {
            throw new AskerGoneException(e);
        }
    }
}
