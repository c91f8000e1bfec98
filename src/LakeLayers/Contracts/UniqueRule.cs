namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// No two rows have the same values in the columns (NULLs are distinct). Of rows that do, the first by provenance is kept:
/// by <c>_landing_key</c>, then <c>_source_position</c>, where the table has them, else by the values of the other columns.
/// </summary>
/// <param name="Columns">The columns.</param>
/// <inheritdoc cref="ContractRule"/>
public sealed record UniqueRule(
    string Name,
    string? Column,
    string Message,
    BreachPolicy Policy,
    int Line,
    IReadOnlyList<string> Columns
) : ContractRule(Name, Column, Message, Policy, Line);
