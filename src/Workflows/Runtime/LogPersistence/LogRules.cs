using System.Text.Json.Nodes;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Runtime.LogPersistence;

/// <summary>What a definition says about the values of one activity.</summary>
/// <param name="Default">The rule of those that nothing else is said of.</param>
/// <param name="Inputs">Rules by input name, in any case.</param>
/// <param name="Outputs">Rules by output name, in any case.</param>
/// <param name="Notes">The rule of what else the activity writes down (Elsa's internal state).</param>
internal sealed record LogRules(
    LogRule Default,
    IReadOnlyDictionary<string, LogRule> Inputs,
    IReadOnlyDictionary<string, LogRule> Outputs,
    LogRule Notes
)
{
    private static readonly Dictionary<string, LogRule> None = [];

    /// <summary>Null when nothing but the level around decides.</summary>
    public static LogRules? Read(JsonObject? customProperties)
    {
        if (customProperties is null)
            return null;
        var config = customProperties.Object("logPersistenceConfig");
        var older = customProperties.Object("logPersistenceMode");
        var rules = new LogRules(
            LogRule.Default(customProperties),
            Named("inputs"),
            Named("outputs"),
            LogRule.Read(config?["internalState"]) ?? LogRule.Inherit
        );
        return
            rules.Default == LogRule.Inherit
            && rules.Notes == LogRule.Inherit
            && rules.Inputs.Count == 0
            && rules.Outputs.Count == 0
            ? null
            : rules;

        IReadOnlyDictionary<string, LogRule> Named(string member)
        {
            var rules = None;
            foreach (var (name, json) in (older?.Object(member) ?? []).Concat(config?.Object(member) ?? []))
            {
                if (LogRule.Read(json) is not { } rule)
                    continue;
                if (rules == None)
                    rules = new(StringComparer.OrdinalIgnoreCase);
                rules[name] = rule;
            }
            return rules;
        }
    }

    /// <summary>The expressions that decide.</summary>
    public IEnumerable<Expression> Expressions =>
        Inputs
            .Values.Concat(Outputs.Values)
            .Append(Default)
            .Append(Notes)
            .Select(r => r.Expression)
            .OfType<Expression>();
}
