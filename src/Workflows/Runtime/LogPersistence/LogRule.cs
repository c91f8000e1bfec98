using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Runtime.LogPersistence;

/// <summary>
/// What a definition says about keeping one value or one level's values, in the form of Elsa 3.3 and later
/// (<c>{"evaluationMode": "Strategy", "strategyType": "Elsa.Workflows.LogPersistence.Strategies.Exclude,
/// Elsa.Workflows.Core"}</c>,
/// or <c>"evaluationMode": "Expression"</c> with an expression that gives the mode) or as the plain mode of earlier versions.
/// </summary>
/// <param name="Mode">The mode; null when the expression gives it, or when it is the engine's.</param>
/// <param name="Expression">Gives the mode, when it is not a fixed one.</param>
internal sealed record LogRule(LogPersistenceMode? Mode, Expression? Expression)
{
    public static readonly LogRule Inherit = new(LogPersistenceMode.Inherit, null);

    /// <summary>The choice of the engine, whatever is around.</summary>
    private static readonly LogRule Configuration = new(null, null);

    /// <summary>The rule of a level: <c>default</c> of the newer member, else of the older one.</summary>
    public static LogRule Default(JsonObject? customProperties) =>
        customProperties is null
            ? Inherit
            : Read(customProperties.Object("logPersistenceConfig")?["default"])
                ?? Read(
                    customProperties["logPersistenceMode"] is JsonObject older
                        ? older["default"]
                        : customProperties["logPersistenceMode"]
                )
                ?? Inherit;

    /// <summary>Null when nothing is said.</summary>
    public static LogRule? Read(JsonNode? json) =>
        json switch
        {
            JsonObject rule when rule.Text("evaluationMode") is "Expression" => rule.Object("expression")
                is { } expression
                ? new LogRule(null, Expressions.Expression.Read(expression))
                : Inherit,
            JsonObject rule => Named(rule.Text("strategyType")),
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => Of(
                (LogPersistenceMode)value.GetValue<int>()
            ),
            JsonValue value => Named(value.ToString()),
            _ => null,
        };

    /// <summary>What an expression gave, as a mode.</summary>
    public static LogPersistenceMode ModeOf(object? value) =>
        Enum.TryParse<LogPersistenceMode>(value?.ToString(), ignoreCase: true, out var mode) && Enum.IsDefined(mode)
            ? mode
            : LogPersistenceMode.Inherit;

    // A mode, or the CLR name of a strategy.
    private static LogRule Named(string? name) =>
        name?.Split(',')[0].Split('.')[^1] is "Configuration"
            ? Configuration
            : Of(ModeOf(name?.Split(',')[0].Split('.')[^1]));

    private static LogRule Of(LogPersistenceMode mode) =>
        mode == LogPersistenceMode.Inherit ? Inherit : new(mode, null);
}
