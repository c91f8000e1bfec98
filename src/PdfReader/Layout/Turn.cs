namespace Penstock.PdfReader.Layout;

/// <summary>
/// Which way text runs on the page. Layout is done in coordinates that turn with it: <c>u</c> grows along a line, <c>v</c> from
/// line to line.
/// </summary>
internal enum Turn : byte
{
    /// <summary>To the right.</summary>
    None,

    /// <summary>Down.</summary>
    Right,

    /// <summary>To the left, upside down.</summary>
    Over,

    /// <summary>Up.</summary>
    Left,
}
