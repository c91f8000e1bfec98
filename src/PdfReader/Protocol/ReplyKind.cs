namespace Penstock.PdfReader.Protocol;

/// <summary>
/// What a reply of the PDF reader is. A reply is this byte, the length of its content as a little-endian 32-bit number, and the
/// content as a .NET <see cref="BinaryWriter"/> writes it. A request is a length, a path (string) and the most pages (int).
/// </summary>
internal enum ReplyKind : byte
{
    /// <summary>
    /// Once, when the process is ready: the reader's name with its version (string), whether it is sealed (bool).
    /// </summary>
    Ready = 1,

    /// <summary>
    /// A document's first: page count (int); title, author, subject, creator, producer, and when it was made and changed, as the
    /// file has it (strings, empty for none).
    /// </summary>
    Document = 2,

    /// <summary>
    /// A page: number (int), width, height (float), why its text is doubted (string, empty for no doubt), text (string),
    /// words (int, and for each: text, x, y, width, height as float).
    /// </summary>
    Page = 3,

    /// <summary>A page that could not be read: number (int), reason (string).</summary>
    Unread = 4,

    /// <summary>A document's last: every page had its turn.</summary>
    End = 5,

    /// <summary>A document's last: why it could not be read on (string). The process goes on with the next document.</summary>
    Failure = 6,
}
