using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Erasure;

/// <summary>Where to look for a person: what contracts say, and what was named besides.</summary>
public sealed class SubjectColumns
{
    private readonly List<SubjectColumn> _columns = [];
    private readonly Dictionary<TableName, HashSet<string>> _tokens = [];
    private readonly HashSet<TableName> _described = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<SubjectColumn> All => _columns;

    /// <summary>The names that such columns have anywhere.</summary>
    public IReadOnlySet<string> Names => _columns.Select(c => c.Column).ToHashSet();

    /// <summary>The domains of their hashes and tokens.</summary>
    public IReadOnlySet<string> Domains => _columns.Select(c => c.Domain).ToHashSet();

    /// <summary>Contracts that <see cref="Find"/> could not read, as messages name them.</summary>
    internal IReadOnlyList<string> Unreadable { get; private set; } = [];

    /// <summary>Reads the contracts of workflows.</summary>
    /// <param name="folders">The workflows' folders.</param>
    /// <param name="named">Further columns, as <c>zone.table.column</c>.</param>
    /// <exception cref="UsageException">A contract is malformed, or nothing says which column tells whom a row is
    /// about.</exception>
    public static SubjectColumns Read(IEnumerable<string> folders, IEnumerable<string> named)
    {
        var read = new SubjectColumns();
        foreach (var file in Files(folders))
            read.Add(DataContract.Load(file));
        foreach (var column in named)
            read.Add(column);
        return read._columns.Count > 0
            ? read
            : throw new UsageException(
                "No contract says which column tells whom a row is about",
                "{property: subject, value: true}",
                "mark it in the contracts (docs/how-to/personal-data.md), or name it: --subject-of raw.people.customer_id"
            );
    }

    /// <summary>The same for work that a mistake in another workflow's contract must not hinder. None may be marked.</summary>
    internal static SubjectColumns Find(IEnumerable<string> folders)
    {
        var (found, unreadable) = (new SubjectColumns(), new List<string>());
        foreach (var file in Files(folders))
        {
            try
            {
                found.Add(DataContract.Load(file));
            }
            catch (UsageException)
            {
                unreadable.Add(Path.GetRelativePath(Path.Combine(file, "../../.."), file));
            }
        }
        found.Unreadable = unreadable;
        return found;
    }

    /// <summary>
    /// The columns to look at in a table: those its contract marks, or where it has none those that are named as marked ones
    /// are.
    /// </summary>
    public IReadOnlySet<string> Of(TableName table)
    {
        var own = _columns.Where(c => c.Table == table).Select(c => c.Column).ToHashSet();
        return own.Count > 0 || _described.Contains(table) ? own : Names;
    }

    /// <summary>The tokenised columns of a table.</summary>
    internal IReadOnlySet<string> TokensOf(TableName table) => _tokens.GetValueOrDefault(table) ?? [];

    private static IEnumerable<string> Files(IEnumerable<string> folders) =>
        folders
            .Select(f => Path.Combine(f, "contracts"))
            .Where(Directory.Exists)
            .Order(StringComparer.Ordinal)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.yml").Order(StringComparer.Ordinal));

    private void Add(DataContract contract)
    {
        _described.Add(contract.Table);
        _columns.AddRange(
            contract
                .Columns.Where(c => c.Privacy is { IsSubject: true })
                .Select(c => new SubjectColumn(contract.Table, c.Name, c.Privacy!.Domain))
        );
        var tokens = contract
            .Columns.Where(c => c.Privacy is { Method: ProtectionMethod.Tokenise })
            .Select(c => c.Name)
            .ToHashSet();
        if (tokens.Count > 0)
            _tokens[contract.Table] = tokens;
    }

    private void Add(string named)
    {
        var dot = named.LastIndexOf('.');
        if (dot <= 0 || dot == named.Length - 1)
            throw new UsageException(
                "A column is named as zone.table.column",
                named,
                "for instance --subject-of raw.people.customer_id"
            );
        _columns.Add(
            new SubjectColumn(
                TableName.Parse(named[..dot]),
                named[(dot + 1)..],
                PrivacyReader.Word(PersonalDataKind.Other)
            )
        );
    }
}
