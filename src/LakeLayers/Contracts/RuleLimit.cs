namespace Penstock.LakeLayers.Contracts;

/// <summary>The limit that a row rule sets, as the contract writes it.</summary>
/// <param name="Kind">The standard's word: <c>minimum</c>, <c>maxLength</c>, <c>pattern</c>, <c>validValues</c>, …</param>
/// <param name="Values">The bound, or the allowed values.</param>
public sealed record RuleLimit(string Kind, IReadOnlyList<string> Values);
