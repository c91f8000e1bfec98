namespace Penstock.Workflows.Activities;

/// <summary>A reference to a variable, as an unwrapped input holds it.</summary>
/// <param name="Id">The variable's id.</param>
/// <param name="Name">The variable's name.</param>
public sealed record Variable(string? Id, string? Name);
