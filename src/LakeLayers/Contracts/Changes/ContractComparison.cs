namespace Penstock.LakeLayers.Contracts.Changes;

/// <summary>
/// Finds the differences of two contracts. What refuses rows that came through before breaks writers; what takes back a promise
/// that readers build on (a column, its type, its key, that it is never missing) breaks readers. Letting more values through
/// does not.
/// </summary>
internal sealed class ContractComparison(DataContract old, DataContract @new)
{
    public IEnumerable<ContractChange> Changes() =>
        [.. Columns(), .. Key(), .. Unique(), .. Limits(), .. Others(), .. Words()];

    private IEnumerable<(ContractColumn Old, ContractColumn New)> Common =>
        old.Columns.Join(@new.Columns, c => c.Name, c => c.Name, (o, n) => (o, n));

    private IEnumerable<ContractChange> Columns()
    {
        foreach (var column in old.Columns.ExceptBy(@new.Columns.Select(c => c.Name), c => c.Name))
            yield return new(column.Name, true, "the column was removed");
        foreach (var column in @new.Columns.ExceptBy(old.Columns.Select(c => c.Name), c => c.Name))
            yield return new(
                column.Name,
                column.IsRequired,
                column.IsRequired ? "a required column was added" : "an optional column was added"
            );
        foreach (var (before, after) in Common)
        {
            if (TypeComparison.Between(before, after) is { } type)
                yield return type;
            if (before.IsRequired && !after.IsRequired)
                yield return new(after.Name, true, "it may be missing now");
        }
    }

    private IEnumerable<ContractChange> Key()
    {
        if (!old.PrimaryKey.SequenceEqual(@new.PrimaryKey))
            yield return new(
                "table",
                true,
                $"the primary key ({List(old.PrimaryKey)}) became ({List(@new.PrimaryKey)})"
            );

        static string List(IReadOnlyList<string> columns) => columns.Count == 0 ? "none" : string.Join(", ", columns);
    }

    private IEnumerable<ContractChange> Unique()
    {
        var (before, after) = (Keys(old), Keys(@new));
        foreach (var key in before.Except(after))
            yield return new(key, true, "rows with the same values are allowed now");
        foreach (var key in after.Except(before))
            yield return new(key, true, "rows with the same values are refused now");

        static HashSet<string> Keys(DataContract contract) =>
            [
                .. contract
                    .Rules.OfType<UniqueRule>()
                    .Where(r => r.Name != "primary_key" && r.Policy != BreachPolicy.Warn)
                    .Select(r => string.Join(", ", r.Columns)),
            ];
    }

    private IEnumerable<ContractChange> Limits()
    {
        var (before, after) = (LimitsOf(old), LimitsOf(@new));
        foreach (var (key, rule) in after)
        {
            // A column that is new has no limits that it had not from its beginning.
            if (!old.Columns.Any(c => c.Name == key.Column))
                continue;
            if (LimitComparison.Between(before.GetValueOrDefault(key), rule) is { } change)
                yield return change;
        }
        foreach (var (key, rule) in before)
        {
            if (
                after.ContainsKey(key)
                || !@new.Columns.Any(c => c.Name == key.Column)
                || rule.Limit!.Kind == "required" && rule.Limit.Values.Count == 0
            )
                continue;
            yield return new(key.Column, false, $"{LimitComparison.Words(rule)} is gone");
        }
    }

    private static Dictionary<(string Column, string Kind, int Number), RowRule> LimitsOf(DataContract contract) =>
        contract
            .Rules.OfType<RowRule>()
            .Where(r => r is { Limit: not null, Column: not null })
            .GroupBy(r => (Column: r.Column!, r.Limit!.Kind))
            .SelectMany(g => g.Select((rule, i) => (Key: (g.Key.Column, g.Key.Kind, i), rule)))
            .ToDictionary(r => r.Key, r => r.rule);

    // Conditions and queries of the contract's own: whether a new text asks for more or less cannot be told.
    private IEnumerable<ContractChange> Others()
    {
        var (before, after) = (Own(old), Own(@new));
        foreach (var (name, rule) in after)
        {
            var known = before.GetValueOrDefault(name);
            if (known is not null && Text(known) == Text(rule))
            {
                if (known.Policy != rule.Policy)
                    yield return new(
                        name,
                        LimitComparison.Strength(rule) > LimitComparison.Strength(known),
                        $"the policy {Word(known)} became {Word(rule)}"
                    );
            }
            else
                yield return new(
                    name,
                    rule.Policy != BreachPolicy.Warn,
                    known is null ? $"a rule was added: {rule.Message}" : $"the rule changed: {rule.Message}"
                );
        }
        foreach (var name in before.Keys.Except(after.Keys))
            yield return new(name, false, "the rule was removed");

        static Dictionary<string, ContractRule> Own(DataContract contract) =>
            contract.Rules.Where(r => r is TableRule or RowRule { Limit: null }).ToDictionary(r => r.Name);
        static string Word(ContractRule rule) => rule.Policy.ToString().ToLowerInvariant();
        static string Text(ContractRule rule) =>
            rule is TableRule table
                ? $"{table.Query} {table.Comparison} {table.Counted?.BrokenWhen}"
                : ((RowRule)rule).BrokenWhen;
    }

    private IEnumerable<ContractChange> Words()
    {
        if (old.Description != @new.Description)
            yield return new("table", false, "the description changed");
        foreach (var (before, after) in Common)
        {
            if (before.Description != after.Description)
                yield return new(after.Name, false, "the description changed");
            foreach (var change in PrivacyComparison.Between(before, after))
                yield return change;
            if (before.Classification != after.Classification)
                yield return new(
                    after.Name,
                    false,
                    $"the classification {before.Classification ?? "none"} became {after.Classification ?? "none"}"
                );
        }
    }
}
