namespace Penstock.Server.Elsa;

/// <summary>A link of the contract. Studio looks at <paramref name="Rel"/> alone: what is not linked is not offered.</summary>
internal sealed record ElsaLink(string Href, string Rel, string Method);
