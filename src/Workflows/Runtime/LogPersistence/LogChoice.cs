using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Runtime.LogPersistence;

/// <summary>What the journal leaves out of one execution.</summary>
/// <param name="Inputs">Names of inputs.</param>
/// <param name="Outputs">Names of outputs.</param>
/// <param name="LeavesOutNotes">Whether the activity's own notes are left out.</param>
internal sealed record LogChoice(IReadOnlySet<string> Inputs, IReadOnlySet<string> Outputs, bool LeavesOutNotes)
{
    /// <summary>The choice for an activity; null when all is kept.</summary>
    /// <param name="descriptor">Its type.</param>
    /// <param name="rules">What its definition says of it.</param>
    /// <param name="around">What the workflow says.</param>
    /// <param name="engine">What holds when neither says anything.</param>
    /// <param name="modes">What expressions gave; what one that is not among them decides is left out.</param>
    public static LogChoice? Of(
        ActivityDescriptor descriptor,
        LogRules? rules,
        LogRule around,
        LogPersistenceMode engine,
        IReadOnlyDictionary<Expression, LogPersistenceMode>? modes = null
    )
    {
        var workflow = Mode(around, engine);
        var activity = rules is null ? workflow : Mode(rules.Default, workflow);
        if (
            activity != LogPersistenceMode.Exclude
            && (rules is null || rules.Inputs.Count == 0 && rules.Outputs.Count == 0 && rules.Notes == LogRule.Inherit)
        )
            return null;
        var choice = new LogChoice(
            descriptor.Inputs.Select(i => i.Name).Where(n => IsOut(rules?.Inputs, n)).ToHashSet(StringComparer.Ordinal),
            descriptor
                .Outputs.Select(o => o.Name)
                .Where(n => IsOut(rules?.Outputs, n))
                .ToHashSet(StringComparer.OrdinalIgnoreCase),
            Mode(rules?.Notes ?? LogRule.Inherit, activity) == LogPersistenceMode.Exclude
        );
        return choice.Inputs.Count == 0 && choice.Outputs.Count == 0 && !choice.LeavesOutNotes ? null : choice;

        bool IsOut(IReadOnlyDictionary<string, LogRule>? named, string name) =>
            Mode(named?.GetValueOrDefault(name) ?? LogRule.Inherit, activity) == LogPersistenceMode.Exclude;

        LogPersistenceMode Mode(LogRule rule, LogPersistenceMode inherited) =>
            rule.Expression is { } expression
                ? Or(
                    modes?.GetValueOrDefault(expression, LogPersistenceMode.Exclude) ?? LogPersistenceMode.Exclude,
                    inherited
                )
                : Or(rule.Mode ?? engine, inherited);

        static LogPersistenceMode Or(LogPersistenceMode mode, LogPersistenceMode inherited) =>
            mode == LogPersistenceMode.Inherit ? inherited : mode;
    }
}
