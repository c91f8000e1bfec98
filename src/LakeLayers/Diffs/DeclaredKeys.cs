using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Models.Testing;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Diffs;

/// <summary>What a table's contract, its model and its tests say tells rows apart.</summary>
public static class DeclaredKeys
{
    /// <summary>
    /// The keys in the order in which they count: the contract's primary key, the model's <c>unique_key</c> (of a snapshot its
    /// version's id), columns that
    /// the contract calls unique, columns with a test <c>unique</c> or <c>unique_combination_of_columns</c> that fails and has
    /// no <c>where</c>.
    /// </summary>
    /// <param name="folders">The workflows' folders.</param>
    /// <param name="table">The table.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UsageException">The table's contract is malformed.</exception>
    public static async Task<IReadOnlyList<DiffKey>> FindAsync(
        IEnumerable<string> folders,
        TableName table,
        CancellationToken cancellationToken = default
    )
    {
        List<DiffKey> primary = [],
            unique = [],
            model = [],
            tests = [];
        foreach (var folder in folders)
        {
            if (Path.Combine(folder, "contracts", $"{table}.yml") is var path && File.Exists(path))
                Add(DataContract.Load(path), primary, unique);
            if (await ProjectAsync(folder, table, cancellationToken) is not { } project)
                continue;
            model.AddRange(project.Models.Where(m => m.Table == table).SelectMany(Of));
            tests.AddRange(
                project
                    .Tests.Where(t => t.Model == table && t is { Severity: TestSeverity.Error, Unique.Count: > 0 })
                    .Select(t => new DiffKey(t.Unique, $"the test {t.Name} ({t.File})"))
            );
        }
        return [.. primary, .. model, .. unique, .. tests];
    }

    private static void Add(DataContract contract, List<DiffKey> primary, List<DiffKey> unique)
    {
        if (contract.PrimaryKey.Count > 0)
            primary.Add(new DiffKey(contract.PrimaryKey, $"the primary key of {contract.File}", IsPromised: true));
        unique.AddRange(
            contract
                .Rules.OfType<UniqueRule>()
                .Where(r => r.Policy != BreachPolicy.Warn && !r.Columns.SequenceEqual(contract.PrimaryKey))
                .Select(r => new DiffKey(r.Columns, $"the rule {r.Name} of {contract.File}"))
        );
    }

    private static IEnumerable<DiffKey> Of(Model model) =>
        model.Header switch
        {
            // One of its keys has many versions.
            { Materialized: Materialization.Snapshot } =>
            [
                new DiffKey([HistoryColumns.VersionId], $"the versions of {model.File}"),
            ],
            { UniqueKey: { Count: > 0 } key } => [new DiffKey(key, $"unique_key of {model.File}")],
            _ => [],
        };

    // A project with a mistake in it says nothing; a table can be compared all the same.
    private static async Task<ModelProject?> ProjectAsync(
        string folder,
        TableName table,
        CancellationToken cancellationToken
    )
    {
        var models = Path.Combine(folder, "models");
        if (
            !Directory.Exists(models)
            || !Directory.EnumerateFiles(models, $"{table.Name}.sql", SearchOption.AllDirectories).Any()
        )
            return null;
        try
        {
            return await ModelProject.LoadAsync(folder, cancellationToken: cancellationToken);
        }
        catch (UsageException)
        {
            return null;
        }
    }
}
