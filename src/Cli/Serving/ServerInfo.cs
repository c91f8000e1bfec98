namespace Penstock.Cli.Serving;

/// <summary>A running server.</summary>
/// <param name="ProcessId">Its process.</param>
/// <param name="Address">Where people open it.</param>
/// <param name="HasSamples">Whether the sample company's servers run with it.</param>
internal sealed record ServerInfo(int ProcessId, string Address, bool HasSamples);
