namespace Penstock.Cli;

/// <summary>What the command line returns to the shell.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int ContractBreach = 3;
    public const int Interrupted = 130;
}
