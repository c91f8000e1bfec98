namespace Penstock.Server.Api.Steps.Export;

/// <summary>How another Elsa server reaches this one.</summary>
/// <param name="Address">This server's address as the other sees it, for instance <c>https://penstock.example.com</c>.</param>
public sealed record ElsaServerOptions(Uri Address)
{
    /// <summary>How often it asks whether a step has ended. Default: five seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many times in a row this server may be out of reach or busy before the activity faults. Default: 60.
    /// </summary>
    public int MostFailures { get; init; } = 60;
}
