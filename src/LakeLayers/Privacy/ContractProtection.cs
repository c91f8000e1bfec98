using Penstock.LakeLayers.Contracts;

namespace Penstock.LakeLayers.Privacy;

/// <summary>What a contract protects, in words that stay the same as long as the same values come out.</summary>
internal static class ContractProtection
{
    /// <summary>
    /// For instance <c>email hash email 1f0c…; name mask name</c>, with the id of the key; empty when nothing is protected.
    /// </summary>
    /// <exception cref="Core.Errors.UsageException">It takes a key, and there is none.</exception>
    public static string Of(DataContract? contract, PrivacySecrets secrets) =>
        contract is null
            ? ""
            : string.Join(
                "; ",
                contract
                    .Columns.Where(c => c.Privacy is { IsChanged: true })
                    .OrderBy(c => c.Name, StringComparer.Ordinal)
                    .Select(c =>
                        $"{c.Name} {PrivacyReader.Word(c.Privacy!.Method)} {(c.Privacy.NeedsKey ? $"{c.Privacy.Domain} {secrets.Require(contract.File).Id}" : PrivacyReader.Word(c.Privacy.Kind))}"
                    )
            );
}
