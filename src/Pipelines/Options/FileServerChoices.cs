namespace Penstock.Pipelines.Options;

/// <summary>The file servers of the configuration.</summary>
public sealed class FileServerChoices(Platform platform)
    : SourceChoices(platform, "ftp", "ftps", "sftp", "http", "https", "file");
