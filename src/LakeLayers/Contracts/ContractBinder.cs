using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Contracts;

/// <summary>Holds a contract against the columns that a model really gives, before any row is made.</summary>
internal static class ContractBinder
{
    /// <summary>
    /// The rules to check: those of the contract, and for each column with a source text that its value had the column's type.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="contract">The contract, if there is one.</param>
    /// <param name="output">The columns that the rules are judged on.</param>
    /// <param name="kept">The columns as the table has them, where personal data are protected.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UsageException">The contract names a column that the model does not give, or a rule is no valid
    /// SQL.</exception>
    /// <exception cref="ContractBreachException">A column has another type than the contract promises.</exception>
    public static RuleSet Bind(
        DuckDbSession session,
        DataContract? contract,
        ModelOutput output,
        ModelOutput kept,
        CancellationToken cancellationToken
    )
    {
        if (contract is null)
            return new RuleSet([]);
        CheckColumns(contract, kept);
        CheckTypes(session, contract, kept, cancellationToken);
        List<ContractRule> rules = [.. TypeRules(contract, output)];
        rules.AddRange(
            contract.Rules.Select(r => r is RowRule row ? Refine(row.For(output.TypeOf(row.Column ?? "")), output) : r)
        );
        foreach (var rule in rules)
            CheckSql(session, contract, rule, output, cancellationToken);
        if (output.Has(ModelOutput.IsKept))
            rules = [.. rules.Select(r => r is RowRule row ? OnlyNew(row) : r)];
        return new RuleSet(rules);
    }

    /// <summary>The columns that the contract names and the output has not.</summary>
    public static IEnumerable<(string Name, int Line)> MissingColumns(DataContract contract, ModelOutput output) =>
        contract
            .Columns.Select(c => (c.Name, c.Line))
            .Concat(contract.Rules.OfType<UniqueRule>().SelectMany(r => r.Columns.Select(c => (Name: c, r.Line))))
            .Where(n => output.Published.All(c => c.Name != n.Name))
            .DistinctBy(n => n.Name);

    /// <summary>The columns of another type than the contract promises, with what is wrong; all columns are there.</summary>
    public static IEnumerable<(ContractColumn Column, string What)> WrongTypes(
        DuckDbSession session,
        DataContract contract,
        ModelOutput output,
        CancellationToken cancellationToken
    )
    {
        foreach (var column in contract.Columns)
        {
            foreach (
                var what in WrongTypes(
                    session,
                    contract,
                    column,
                    column.Name,
                    output.TypeOf(column.Name)!,
                    cancellationToken
                )
            )
                yield return (column, what);
        }
    }

    private static IEnumerable<string> WrongTypes(
        DuckDbSession session,
        DataContract contract,
        ContractColumn column,
        string path,
        string actual,
        CancellationToken cancellationToken
    )
    {
        if (column.LogicalType is { } logical && !TypeNames.IsCovered(logical, actual, column.PhysicalType is not null))
            yield return $"{path} is {actual}, promised is {logical}";
        else if (column.PhysicalType is { } physical && PhysicalTypes.IsOfKind(physical, actual) is { } isOfKind)
        {
            if (!isOfKind)
                yield return $"{path} is {actual}, promised is {physical}";
        }
        else if (
            column.PhysicalType is { } exact
            && Canonical(session, contract, column, exact, cancellationToken) is var promised
            && promised != actual
        )
            yield return $"{path} is {actual}, promised is {promised}";
        else if (column.HasTimezone is { } said && said != actual.EndsWith("WITH TIME ZONE", StringComparison.Ordinal))
            yield return $"{path} is {actual}, promised is a time {(said ? "with" : "without")} time zone";
        foreach (var part in column.Parts)
        {
            var isItem = part.Name == ContractColumn.Items;
            var inner = isItem ? $"{path}{part.Name}" : $"{path}.{part.Name}";
            var type = isItem ? NestedTypes.ItemOf(actual) : TypeOptions.TypeOfProperty(actual, part.Name);
            if (type is null)
                yield return isItem
                    ? $"{path} is {actual}, promised is an array"
                    : $"{path} is {actual}, promised is an object with the property {part.Name}";
            else
                foreach (var what in WrongTypes(session, contract, part, inner, type, cancellationToken))
                    yield return what;
        }
    }

    /// <summary>Refuses a rule of which DuckDB cannot make sense.</summary>
    public static void CheckSql(
        DuckDbSession session,
        DataContract contract,
        ContractRule rule,
        ModelOutput output,
        CancellationToken cancellationToken
    )
    {
        if (rule is not RowRule row)
            return;
        var columns = string.Join(
            ", ",
            output.Columns.Select(c => $"CAST(NULL AS {c.Type}) AS {Sql.Identifier(c.Name)}")
        );
        try
        {
            session.Query(
                $"SELECT CASE WHEN {row.BrokenWhen} THEN 1 END FROM (SELECT {columns}) WHERE false",
                null,
                cancellationToken
            );
        }
        catch (DuckDbException e)
        {
            throw new UsageException(
                $"The rule '{rule.Name}' cannot be checked: {e.What.ReplaceLineEndings(" ")}",
                $"{contract.File}:{rule.Line}",
                "mend the contract and run again",
                e
            );
        }
    }

    private static void CheckColumns(DataContract contract, ModelOutput output)
    {
        foreach (var (name, line) in MissingColumns(contract, output))
        {
            throw new UsageException(
                $"The contract names the column '{name}', which {contract.Table} does not have (it has: {string.Join(", ", output.Published.Select(c => c.Name))})",
                $"{contract.File}:{line}",
                "mend the contract or the model and run again"
            );
        }
    }

    private static void CheckTypes(
        DuckDbSession session,
        DataContract contract,
        ModelOutput output,
        CancellationToken cancellationToken
    )
    {
        var wrong = WrongTypes(session, contract, output, cancellationToken)
            .Select(w => $"{w.What} (line {w.Column.Line})")
            .ToList();
        if (wrong.Count > 0)
            throw new ContractBreachException(contract.Table, contract.File, wrong);
    }

    private static string Canonical(
        DuckDbSession session,
        DataContract contract,
        ContractColumn column,
        string type,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return session.Scalar<string>($"SELECT typeof(CAST(NULL AS {type}))", null, cancellationToken)!;
        }
        catch (DuckDbException e)
        {
            throw new UsageException(
                $"Unknown physicalType '{type}' of column '{column.Name}'",
                $"{contract.File}:{column.Line}",
                "use a type of DuckDB, for instance DECIMAL(18,4)",
                e
            );
        }
    }

    private static IEnumerable<RowRule> TypeRules(DataContract contract, ModelOutput output) =>
        from column in contract.Columns
        let source = ModelOutput.SourcePrefix + column.Name
        where output.Has(source)
        let broken = $"{Sql.Identifier(source)} IS NOT NULL AND {Sql.Identifier(column.Name)} IS NULL"
        let message = $"{column.Name} is not readable as {column.LogicalType ?? output.TypeOf(column.Name)}"
        select new RowRule($"{column.Name}.type", column.Name, message, column.TypePolicy, column.Line, broken);

    // A rule that came later must not keep a version open that has ended, nor take a row out of the table.
    private static RowRule OnlyNew(RowRule rule) =>
        rule with
        {
            BrokenWhen = $"NOT {ModelOutput.IsKept} AND ({rule.BrokenWhen})",
        };

    // A value that is there but not readable is a breach of the type, not a missing value.
    private static RowRule Refine(RowRule rule, ModelOutput output) =>
        rule.Column is { } column && rule.Name == $"{column}.required" && output.Has(ModelOutput.SourcePrefix + column)
            ? rule with
            {
                BrokenWhen = $"{rule.BrokenWhen} AND {Sql.Identifier(ModelOutput.SourcePrefix + column)} IS NULL",
            }
            : rule;
}
