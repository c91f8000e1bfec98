namespace Penstock.Workflows.Activities.Http;

/// <summary>An uploaded file.</summary>
/// <param name="Name">The form field.</param>
/// <param name="FileName">The file's name as the caller gave it, without folders.</param>
/// <param name="ContentType">The media type that the caller gave.</param>
/// <param name="Content">Its bytes.</param>
public sealed record HttpFileData(string Name, string FileName, string? ContentType, byte[] Content);
