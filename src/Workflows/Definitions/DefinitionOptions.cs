using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions;

/// <summary>The options of a definition that decide how it runs.</summary>
/// <param name="IncidentStrategy">What a fault does to the rest of the run; <c>FaultStrategy</c> when the file says
/// nothing.</param>
/// <param name="ActivationStrategy">Whether several runs may go on at once; null lets the caller decide.</param>
public sealed record DefinitionOptions(IncidentStrategy IncidentStrategy, ActivationStrategy? ActivationStrategy)
{
    internal static DefinitionOptions Read(JsonObject? json) =>
        new(
            Short(json?.Text("incidentStrategyType")) is { } incident
            && incident.StartsWith("Continue", StringComparison.Ordinal)
                ? IncidentStrategy.ContinueWithIncidents
                : IncidentStrategy.Fault,
            Short(json?.Text("activationStrategyType")) switch
            {
                null => null,
                var text when text.StartsWith("Singleton", StringComparison.Ordinal) => Definitions
                    .ActivationStrategy
                    .Singleton,
                var text when text.StartsWith("CorrelatedSingleton", StringComparison.Ordinal) => Definitions
                    .ActivationStrategy
                    .CorrelatedSingleton,
                var text when text.StartsWith("Correlation", StringComparison.Ordinal) => Definitions
                    .ActivationStrategy
                    .Correlation,
                _ => Definitions.ActivationStrategy.AllowAlways,
            }
        );

    // Files hold an alias, or a CLR name such as "Elsa.Workflows.IncidentStrategies.FaultStrategy, Elsa.Workflows.Core".
    private static string? Short(string? typeName) => typeName?.Split(',')[0].Split('.')[^1];
}
