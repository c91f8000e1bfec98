namespace Penstock.LakeLayers.Privacy;

/// <summary>
/// What a column tells about a person (<c>pii</c> in a contract); decides how it is masked and what happens to it by default.
/// </summary>
public enum PersonalDataKind
{
    /// <summary>Anything else about a person.</summary>
    Other,

    /// <summary>A person's name. Masked by default.</summary>
    Name,

    /// <summary>An e-mail address. Hashed by default.</summary>
    Email,

    /// <summary>A telephone number. Masked by default.</summary>
    Phone,

    /// <summary>A postal address or a part of one. Masked by default.</summary>
    Address,

    /// <summary>A date of birth. Masked by default.</summary>
    BirthDate,

    /// <summary>A number that a state gave: of a passport, a tax or an insurance number. Hashed by default.</summary>
    NationalId,

    /// <summary>An address on the Internet. Masked by default.</summary>
    Ip,

    /// <summary>The number of an account: with us, a bank, a card. Hashed by default.</summary>
    Account,
}
