using System.Text.Json.Nodes;

namespace Penstock.Server.Api.Steps.Export;

/// <summary>A definition of Elsa's built-in activities alone.</summary>
/// <param name="Json">The definition.</param>
/// <param name="Notes">What does not work there as it does here, for people.</param>
public sealed record ElsaServerDocument(JsonObject Json, IReadOnlyList<string> Notes);
