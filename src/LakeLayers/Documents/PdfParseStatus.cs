namespace Penstock.LakeLayers.Documents;

/// <summary>How parsing one PDF ended. In tables it is written in lower case with underscores (<c>too_large</c>).</summary>
public enum PdfParseStatus
{
    /// <summary>Every page was read and the parser complained about nothing.</summary>
    Ok,

    /// <summary>Pages were read, but the parser met errors in the file: text may be missing.</summary>
    Partial,

    /// <summary>A password is needed, or the owner forbids copying and the options respect that; no page was read.</summary>
    Encrypted,

    /// <summary>Not a PDF, or one too broken to read any page of.</summary>
    Damaged,

    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The parser was ended at its time limit; the pages read before that are kept.</summary>
    Timeout,

    /// <summary>The document is over a limit of pages, memory or output; the pages read before that are kept.</summary>
    TooLarge,
}
