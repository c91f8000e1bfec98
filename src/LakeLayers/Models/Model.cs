using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>One table that is made by one SQL query: <c>models/&lt;zone&gt;/&lt;table&gt;.sql</c>.</summary>
public sealed class Model
{
    internal Model(TableName table, string file, ModelHeader header, ModelTemplate template, DataContract? contract)
    {
        Table = table;
        File = file;
        Header = header;
        Template = template;
        Contract = contract;
    }

    /// <summary>The table it makes.</summary>
    public TableName Table { get; }

    /// <summary>The file as messages name it, for instance <c>models/refined/transactions.sql</c>.</summary>
    public string File { get; }

    /// <summary>What it says of itself.</summary>
    public ModelHeader Header { get; }

    /// <summary>The contract its rows are checked against, when there is one.</summary>
    public DataContract? Contract { get; }

    /// <summary>The tables it reads, in the order of their first mention.</summary>
    public IReadOnlyList<TableName> Inputs { get; internal set; } = [];

    /// <summary>The models among <see cref="Inputs"/> (those named by <c>ref</c>).</summary>
    public IReadOnlyList<TableName> DependsOn { get; internal set; } = [];

    /// <summary>Whether it names itself by <c>this</c>: it then reads its own current snapshot.</summary>
    public bool ReadsItself => Template.Calls.Any(c => c.Function == "this");

    internal ModelTemplate Template { get; }

    /// <inheritdoc/>
    public override string ToString() => Table.ToString();
}
