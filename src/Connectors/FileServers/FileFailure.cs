namespace Penstock.Connectors.FileServers;

/// <summary>One file that could not be copied.</summary>
/// <param name="SourceUri">The file's address.</param>
/// <param name="Error">Why.</param>
public sealed record FileFailure(string SourceUri, Exception Error);
