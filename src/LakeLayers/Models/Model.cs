using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>One table that is made by one SQL query.</summary>
public sealed class Model
{
    private readonly RenderedTemplate _rendered;

    internal Model(ModelFile file, ModelHeader header, RenderedTemplate rendered, DataContract? contract)
    {
        (Table, File, Path, Header, Contract, _rendered) = (
            file.Table,
            file.File,
            file.Path,
            header,
            contract,
            rendered
        );
        DependsOn = [.. rendered.Refs.Distinct().Select(TableName.Parse)];
        Inputs = [.. rendered.Refs.Concat(rendered.Sources).Distinct().Select(TableName.Parse)];
    }

    /// <summary>The table it makes.</summary>
    public TableName Table { get; }

    /// <summary>The file as messages name it, for instance <c>models/refined/transactions.sql</c>.</summary>
    public string File { get; }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What it says of itself.</summary>
    public ModelHeader Header { get; }

    /// <summary>The contract its rows are checked against, when there is one.</summary>
    public DataContract? Contract { get; }

    /// <summary>The tables it reads, in the order of their first mention, those of <c>ref</c> first.</summary>
    public IReadOnlyList<TableName> Inputs { get; }

    /// <summary>The models and seeds among <see cref="Inputs"/> (those named by <c>ref</c>).</summary>
    public IReadOnlyList<TableName> DependsOn { get; }

    /// <summary>Its SQL with tables and variables put in, as it is when the table is made from the beginning.</summary>
    public string CompiledSql => Sql(isIncremental: false).Sql;

    /// <summary>SHA-256 of its SQL, what it says of itself, and its contract.</summary>
    public string Definition =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join(
                        '\n',
                        _rendered
                            .Modes.Select(m => m.Sql)
                            .Append(JsonSerializer.Serialize(Header with { AccountsFor = null }))
                            .Append($"{Header.AccountsFor}")
                            .Append(Contract?.Text)
                            .Concat(
                                Header.PartitionBy.Count > 0
                                    ? [$"partition_by {string.Join(", ", Header.PartitionBy)}"]
                                    : []
                            )
                    )
                )
            )
        );

    /// <summary>Variables without a value and a default.</summary>
    internal IReadOnlyList<MissingVariable> Missing => [.. _rendered.Missing.Distinct()];

    /// <inheritdoc/>
    public override string ToString() => Table.ToString();

    internal RenderedSql Sql(bool isIncremental) => _rendered.Modes[isIncremental ? 1 : 0];
}
