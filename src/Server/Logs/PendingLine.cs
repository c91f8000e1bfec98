namespace Penstock.Server.Logs;

/// <summary>A line on its way to the database.</summary>
internal sealed record PendingLine(Guid RunId, LogLine Line);
