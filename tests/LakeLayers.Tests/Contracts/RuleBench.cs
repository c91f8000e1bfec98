using System.Globalization;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Lineage.Datasets;
using Penstock.Testing;

namespace Penstock.LakeLayers.Contracts;

/// <summary>Holds the contract of a table of one column <c>v</c> against values, without a lake.</summary>
internal sealed class RuleBench : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly DuckDbSession _session;

    public RuleBench() => _session = DuckDbSession.Open(new DuckDbOptions(_folder.Path));

    public static DataContract Contract(string schema)
    {
        using var folder = new ModelFolder().Contract("refined.t", schema);
        return DataContract.Load(Path.Combine(folder.Path, "contracts", "refined.t.yml"));
    }

    /// <summary>The values that break a row rule, as text, in their order; separated by |.</summary>
    public string Broken(string property, string type, params string[] values)
    {
        var contract = Contract($"properties:\n  - {property}");
        Fill(type, values);
        var output = Output();
        var rules = ContractBinder.Bind(_session, contract, output, output, TestContext.Current.CancellationToken);
        var broken = rules
            .Rules.OfType<RowRule>()
            .Select(r => $"coalesce({r.BrokenWhen}, false)")
            .DefaultIfEmpty("false");
        var rows = _session
            .Query($"SELECT v::VARCHAR FROM refined.t WHERE {string.Join(" OR ", broken)} ORDER BY n", null, default)
            .Rows;
        return string.Join('|', rows.Select(r => r[0] ?? "NULL"));
    }

    /// <summary>Whether the table as a whole keeps its threshold.</summary>
    public bool Holds(string property, string type, params string[] values)
    {
        var contract = Contract(
            property.StartsWith("quality", StringComparison.Ordinal) ? property : $"properties:\n  - {property}"
        );
        Assert.Empty(contract.Rules.OfType<RowRule>());
        Fill(type, values);
        var result = Assert.Single(TableRuleCheck.Run(_session, contract, TestContext.Current.CancellationToken));
        return result.Rows == 0;
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    private void Fill(string type, string[] values)
    {
        var rows = values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"({i}, ({v})::{type}, 7)"));
        _session.Execute("CREATE SCHEMA IF NOT EXISTS refined", null, default);
        _session.Execute($"CREATE OR REPLACE TABLE refined.t (n INTEGER, v {type}, w INTEGER)", null, default);
        if (values.Length > 0)
            _session.Execute($"INSERT INTO refined.t VALUES {string.Join(", ", rows)}", null, default);
    }

    private ModelOutput Output() =>
        new([
            .. _session
                .Query("SELECT column_name, column_type FROM (DESCRIBE refined.t)", null, default)
                .Rows.Select(r => new FieldSchema((string)r[0]!, (string)r[1]!)),
        ]);
}
