using System.Security.Cryptography;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>New ids: sixteen hexadecimal digits, as Elsa and its Studio make them.</summary>
internal static class DefinitionIds
{
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
