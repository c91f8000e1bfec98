using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// What a table promises: columns, types, keys and rules. Read from <c>contracts/&lt;zone&gt;.&lt;table&gt;.yml</c>, which
/// follows the
/// Open Data Contract Standard v3 (https://bitol-io.github.io/open-data-contract-standard/); see docs for the terms that are
/// checked.
/// </summary>
/// <param name="Table">The table it is about, from the file's name.</param>
/// <param name="File">The file, as messages name it.</param>
/// <param name="Text">The file's text; part of what a snapshot's fingerprint is made from.</param>
/// <param name="Id">The contract's id.</param>
/// <param name="Version">The contract's version.</param>
/// <param name="Description">What the table holds and what one row is.</param>
/// <param name="Columns">The columns in the contract's order.</param>
/// <param name="Rules">Everything to check.</param>
public sealed record DataContract(
    TableName Table,
    string File,
    string Text,
    string Id,
    string Version,
    string? Description,
    IReadOnlyList<ContractColumn> Columns,
    IReadOnlyList<ContractRule> Rules
)
{
    /// <summary>The primary key's columns in order; empty when the contract declares none.</summary>
    public IReadOnlyList<string> PrimaryKey =>
        [
            .. Columns
                .Where(c => c.PrimaryKeyPosition is not null)
                .OrderBy(c => c.PrimaryKeyPosition)
                .Select(c => c.Name),
        ];

    /// <summary>The column's description, or null.</summary>
    public string? Describe(string column) => Columns.FirstOrDefault(c => c.Name == column)?.Description;

    /// <summary>Reads a contract's file.</summary>
    /// <exception cref="Core.Errors.UsageException">Bad YAML, an unknown or missing key, or a rule that cannot be checked;
    /// names file and line.</exception>
    public static DataContract Load(string path) => ContractReader.Read(path, System.IO.File.ReadAllText(path));

    /// <summary>Reads a contract from elsewhere than its file, for instance from an earlier revision of it.</summary>
    /// <param name="name">The name that its file has in <c>contracts/</c>, which says the table.</param>
    /// <param name="text">The YAML.</param>
    /// <param name="label">What messages call it.</param>
    /// <exception cref="Core.Errors.UsageException">As <see cref="Load"/>.</exception>
    public static DataContract Parse(string name, string text, string label) => ContractReader.Read(name, text, label);
}
