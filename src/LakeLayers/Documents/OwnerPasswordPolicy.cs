namespace Penstock.LakeLayers.Documents;

/// <summary>
/// What to do with a PDF that anyone can open but whose owner password forbids copying text (ISO 32000-1, table 22, bit 5).
/// </summary>
public enum OwnerPasswordPolicy
{
    /// <summary>Read it: for documents of one's own company. Default.</summary>
    Read,

    /// <summary>Respect the permission: the document gets a row with status <c>encrypted</c> and no pages.</summary>
    Respect,
}
