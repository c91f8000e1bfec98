namespace Penstock.Connectors.FileServers.Copying;

/// <summary>What a walk through the server's folders found.</summary>
/// <param name="Files">What to copy, if it is not in landing already.</param>
/// <param name="Failures">What could not be listed, each perhaps a file or more.</param>
internal sealed record ChosenFiles(IReadOnlyList<FileEntry> Files, IReadOnlyList<FileFailure> Failures);
