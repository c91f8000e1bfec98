namespace Penstock.PdfReader;

/// <summary>Nobody reads the replies any more: no finding about a file, but the end of this process.</summary>
internal sealed class AskerGoneException(IOException cause) : Exception(cause.Message, cause);
