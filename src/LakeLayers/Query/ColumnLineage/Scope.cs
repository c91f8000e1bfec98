namespace Penstock.LakeLayers.Query.ColumnLineage;

/// <summary>The names one SELECT can see: its FROM relations, its CTEs, and what is around it.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly List<(string Schema, string Alias, Relation Relation)> _relations = [];
    private readonly Dictionary<string, Relation> _ctes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Earlier items of the same select list, which later ones may name.</summary>
    public List<Column> SelectAliases { get; } = [];

    public void AddCte(string name, Relation relation) => _ctes[name] = relation;

    public void Add(string schema, string alias, Relation relation) => _relations.Add((schema, alias, relation));

    public Relation? FindCte(string name) => _ctes.TryGetValue(name, out var found) ? found : outer?.FindCte(name);

    /// <summary>What <c>*</c> or <c>alias.*</c> stands for.</summary>
    public IEnumerable<Column> Star(string? alias) =>
        _relations.Where(r => alias is null || Same(r.Alias, alias)).SelectMany(r => r.Relation.Columns);

    /// <summary>The column that dotted words mean: <c>[schema.]table.column[.field…]</c> or <c>column[.field…]</c>.</summary>
    public Column? Resolve(IReadOnlyList<string> words)
    {
        if (words.Count >= 3 && Among(r => Same(r.Schema, words[0]) && Same(r.Alias, words[1]), words[2]) is { } full)
            return full;
        if (words.Count >= 2 && Among(r => Same(r.Alias, words[0]), words[1]) is { } qualified)
            return qualified;
        if (Among(_ => true, words[0]) is { } plain)
            return plain;
        if (SelectAliases.LastOrDefault(c => Same(c.Name, words[0])) is { } alias)
            return alias;
        // A whole row: the table's name where a value is expected.
        if (words.Count == 1 && _relations.Any(r => Same(r.Alias, words[0])))
            return new Column(words[0], [.. Star(words[0]).SelectMany(c => c.Sources)]);
        return outer?.Resolve(words);
    }

    private Column? Among(Func<(string Schema, string Alias, Relation Relation), bool> which, string column) =>
        _relations.Where(which).Select(r => r.Relation.Find(column)).FirstOrDefault(c => c is not null);

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
