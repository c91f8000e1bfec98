namespace Penstock.Connectors.FileServers;

/// <summary>One file that could not be listed or copied.</summary>
/// <param name="SourceUri">The file's address; that of its folder where its line of the listing was not understood.</param>
/// <param name="Error">Why.</param>
public sealed record FileFailure(string SourceUri, Exception Error);
