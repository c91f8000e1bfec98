namespace Penstock.LakeLayers.Documents;

/// <summary>Carries what the receiver of pages threw through code that takes exceptions for a parser's end.</summary>
internal sealed class ReceiverException(Exception cause) : Exception(cause.Message, cause);
