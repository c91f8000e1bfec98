namespace Penstock.LakeLayers.Privacy;

/// <summary>What a contract says of a column with personal data.</summary>
/// <param name="Kind">What it tells about a person.</param>
/// <param name="Method">What happens to its values.</param>
/// <param name="Domain">Hashes and tokens of equal values are equal within one domain; the kind's name unless the contract says
/// otherwise.</param>
/// <param name="IsSubject">Whether its values say which person a row is about.</param>
/// <param name="Line">Where the contract says so.</param>
public sealed record ColumnPrivacy(
    PersonalDataKind Kind,
    ProtectionMethod Method,
    string Domain,
    bool IsSubject,
    int Line
)
{
    /// <summary>Whether the table holds other values than the model gives.</summary>
    public bool IsChanged => Method != ProtectionMethod.Keep;

    /// <summary>Whether it takes the key.</summary>
    public bool NeedsKey => Method is ProtectionMethod.Hash or ProtectionMethod.Tokenise;

    /// <summary>What happens to a kind of data of which the contract only says the kind.</summary>
    public static ProtectionMethod DefaultOf(PersonalDataKind kind) =>
        kind is PersonalDataKind.Email or PersonalDataKind.NationalId or PersonalDataKind.Account
            ? ProtectionMethod.Hash
            : ProtectionMethod.Mask;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{PrivacyReader.Word(Kind)}, {PrivacyReader.Word(Method)}{(NeedsKey && Domain != PrivacyReader.Word(Kind) ? $" in {Domain}" : "")}{(IsSubject ? ", subject" : "")}";
}
