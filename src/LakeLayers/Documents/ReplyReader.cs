using System.Text;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// Reads the content of one reply of the PDF reader; see <see cref="PdfReader.Protocol.ReplyKind"/> for what is in it.
/// </summary>
internal sealed class ReplyReader(byte[] content) : IDisposable
{
    private const int LeastBytesOfWord = 17;
    private readonly BinaryReader _reader = new(new MemoryStream(content, writable: false), Encoding.UTF8);

    public string Ready() => _reader.ReadString();

    public (int Pages, PdfMetadata Metadata) Document()
    {
        var pages = _reader.ReadInt32();
        var metadata = new PdfMetadata
        {
            Title = ReadText(),
            Author = ReadText(),
            Subject = ReadText(),
            Creator = ReadText(),
            Producer = ReadText(),
            CreatedAt = PdfDate.Parse(ReadText()),
            ModifiedAt = PdfDate.Parse(ReadText()),
        };
        return (pages, metadata);
    }

    public FirstPage Page(string readBy)
    {
        var number = _reader.ReadInt32();
        var (width, height) = (_reader.ReadSingle(), _reader.ReadSingle());
        var doubt = ReadText();
        var text = _reader.ReadString();
        var count = _reader.ReadInt32();
        if (count < 0 || count > content.Length / LeastBytesOfWord)
            throw new InvalidDataException("More words than bytes");
        var words = new PdfWord[count];
        for (var i = 0; i < count; i++)
            words[i] = new PdfWord(
                _reader.ReadString(),
                _reader.ReadSingle(),
                _reader.ReadSingle(),
                _reader.ReadSingle(),
                _reader.ReadSingle()
            );
        var page = new PdfPage(number, width, height, text, words, readBy);
        return new FirstPage(number, page, doubt, content.Length);
    }

    public FirstPage Unread() => new(_reader.ReadInt32(), null, _reader.ReadString(), content.Length);

    public string Failure() => $"PdfPig: {_reader.ReadString()}";

    public void Dispose() => _reader.Dispose();

    private string? ReadText()
    {
        var text = _reader.ReadString();
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }
}
