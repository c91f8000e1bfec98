using System.Globalization;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Contracts.Checks;

/// <summary>
/// Holds the contracts of a workflow's folder against the tables as they are. Nothing is changed, and nothing is recorded.
/// </summary>
public sealed class ContractCheck(Lake lake)
{
    /// <summary>Checks each contract of a folder, in the order of their files.</summary>
    /// <param name="folder">The workflow's folder, with <c>contracts/</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UsageException">There is no folder of contracts. A contract that cannot be read is a result, not an
    /// exception.</exception>
    public async Task<IReadOnlyList<CheckedContract>> RunAsync(
        string folder,
        CancellationToken cancellationToken = default
    )
    {
        var path = Path.Combine(folder, "contracts");
        if (!Directory.Exists(path))
            throw new UsageException(
                "No folder of contracts",
                path,
                "write contracts/<zone>.<table>.yml, see docs/reference/contracts.md"
            );
        List<CheckedContract> found = [];
        foreach (var file in Directory.EnumerateFiles(path, "*.yml").Order(StringComparer.Ordinal))
            found.Add(await CheckAsync(file, cancellationToken));
        return found;
    }

    private async Task<CheckedContract> CheckAsync(string file, CancellationToken cancellationToken)
    {
        var name = $"contracts/{Path.GetFileName(file)}";
        try
        {
            return await CheckAsync(DataContract.Load(file), cancellationToken);
        }
        catch (UsageException e)
        {
            return new CheckedContract(name, Path.GetFileNameWithoutExtension(file), ContractState.Malformed)
            {
                Error = $"{e.What} ({e.Subject})",
            };
        }
    }

    private async Task<CheckedContract> CheckAsync(DataContract contract, CancellationToken cancellationToken)
    {
        var result = new CheckedContract(contract.File, contract.Table.ToString(), ContractState.Kept)
        {
            Version = contract.Version,
        };
        if (await lake.Tables.FindCurrentAsync(contract.Table, cancellationToken) is not { } snapshot)
            return result with { State = ContractState.NoTable };
        await using var job = lake.OpenJob(new LakeJobOptions { ReadOnly = true, PreserveInsertionOrder = false });
        await job.AttachTableAsync(snapshot, contract.Table.Name, contract.Table.Zone, cancellationToken);
        var metadata = (await lake.Tables.FindMetadataAsync(contract.Table, cancellationToken))!;
        IReadOnlyList<ContractBreach> breaches =
        [
            .. await job.RunAsync(
                session => Breaches(session, contract, snapshot, cancellationToken),
                cancellationToken
            ),
            .. PartitionCheck.Run(contract, metadata.Schema, metadata.Spec),
        ];
        return result with
        {
            Unchecked = [.. ClearRules.Of(contract).Select(r => r.Name)],
            SnapshotId = snapshot.Id,
            Rows = snapshot.Rows,
            Breaches = breaches,
            State = breaches.Any(b => b.Policy != BreachPolicy.Warn) ? ContractState.Broken : ContractState.Kept,
        };
    }

    private static IReadOnlyList<ContractBreach> Breaches(
        DuckDbSession session,
        DataContract contract,
        TableSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        var output = new ModelOutput(snapshot.Schema);
        List<ContractBreach> breaches =
        [
            .. ContractBinder
                .MissingColumns(contract, output)
                .Select(m => new ContractBreach(
                    "columns",
                    m.Name,
                    BreachPolicy.Fail,
                    m.Line,
                    $"the table has no column {m.Name}",
                    1
                )),
        ];
        if (breaches.Count > 0)
            return breaches; // Without them no rule can be asked.
        breaches.AddRange(
            ContractBinder
                .WrongTypes(session, contract, output, cancellationToken)
                .Select(w => new ContractBreach("types", w.Column.Name, BreachPolicy.Fail, w.Column.Line, w.What, 1))
        );
        if (breaches.Count > 0)
            return breaches;
        var clear = ClearRules.Of(contract);
        List<ContractRule> rules =
        [
            .. contract
                .Rules.Except(clear)
                .Select(r => r is RowRule row ? row.For(output.TypeOf(row.Column ?? "")) : r),
        ];
        foreach (var rule in rules)
            ContractBinder.CheckSql(session, contract, rule, output, cancellationToken);
        var table = Sql.Identifier(contract.Table.Zone, contract.Table.Name);
        List<RuleResult> results =
        [
            .. RowResults(session, [.. rules.OfType<RowRule>()], table, cancellationToken),
            .. contract
                .Rules.OfType<UniqueRule>()
                .Select(r => new RuleResult(r, Repeated(session, r, table, cancellationToken))),
            .. TableRuleCheck.Run(session, contract, cancellationToken),
        ];
        return
        [
            .. results
                .Where(r => r.Rows > 0)
                .Select(r => new ContractBreach(
                    r.Rule.Name,
                    r.Rule.Column,
                    r.Rule.Policy,
                    r.Rule.Line,
                    r.Rule.Message,
                    r.Rows
                )),
        ];
    }

    private static IEnumerable<RuleResult> RowResults(
        DuckDbSession session,
        IReadOnlyList<RowRule> rules,
        string table,
        CancellationToken cancellationToken
    )
    {
        if (rules.Count == 0)
            return [];
        var counts = session
            .Query(
                $"SELECT {string.Join(", ", rules.Select(r => $"count(*) FILTER ({r.BrokenWhen})"))} FROM {table}",
                null,
                cancellationToken
            )
            .Rows[0];
        return rules.Select(
            (rule, i) => new RuleResult(rule, Convert.ToInt64(counts[i], CultureInfo.InvariantCulture))
        );
    }

    private static long Repeated(
        DuckDbSession session,
        UniqueRule rule,
        string table,
        CancellationToken cancellationToken
    ) =>
        session.Scalar<long>(
            $"""
            SELECT coalesce(sum(n - 1), 0)::BIGINT FROM (
                SELECT count(*) AS n FROM {table} WHERE {string.Join(
                " AND ",
                rule.Columns.Select(c => $"{Sql.Identifier(c)} IS NOT NULL")
            )} GROUP BY {Sql.Identifiers(rule.Columns)})
            """,
            null,
            cancellationToken
        );
}
