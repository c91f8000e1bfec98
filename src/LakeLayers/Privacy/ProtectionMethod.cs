namespace Penstock.LakeLayers.Privacy;

/// <summary>What happens to the values of a column before its table is written (<c>protect</c> in a contract).</summary>
public enum ProtectionMethod
{
    /// <summary>They stay as they are.</summary>
    Keep,

    /// <summary>A part stays that tells little; see <see cref="MaskSql"/>. Several values become one.</summary>
    Mask,

    /// <summary>
    /// HMAC-SHA-256 with a key of the domain, as 64 hexadecimal digits: equal values stay equal, and nobody without the key
    /// finds them out.
    /// </summary>
    Hash,

    /// <summary>A random token for each value of the domain, which only the vault leads back.</summary>
    Tokenise,
}
