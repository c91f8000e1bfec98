using System.Text.Json;

namespace Penstock.LakeLayers.Query.ColumnLineage;

/// <summary>Reads query nodes of the parse tree into relations.</summary>
internal sealed class QueryReader
{
    private readonly IReadOnlyDictionary<string, Relation> _tables;
    private readonly ExpressionReader _expressions;

    public QueryReader(IReadOnlyDictionary<string, Relation> tables)
    {
        _tables = tables;
        _expressions = new ExpressionReader(this);
    }

    public Relation Read(JsonElement node, Scope? outer)
    {
        var scope = new Scope(outer);
        foreach (var cte in node.Child("cte_map")?.Items("map") ?? [])
        {
            if (cte.Child("value") is { } value && value.Child("query")?.Child("node") is { } query)
                scope.AddCte(cte.Text("key"), Read(query, scope).Renamed(value.Words("aliases")));
        }
        return node.Text("type") switch
        {
            "SELECT_NODE" => Select(node, scope),
            "SET_OPERATION_NODE" => SetOperation(node, scope),
            "RECURSIVE_CTE_NODE" => Recursive(node, scope),
            "CTE_NODE" => CommonTable(node, scope),
            _ => Relation.Empty,
        };
    }

    private Relation Select(JsonElement node, Scope scope)
    {
        if (node.Child("from_table") is { } from)
            AddFrom(from, scope);
        foreach (var item in node.Items("select_list"))
        {
            if (item.Text("class") == "STAR")
                scope.SelectAliases.AddRange(Star(item, scope));
            else
                scope.SelectAliases.Add(new Column(NameOf(item), _expressions.Read(item, scope)));
        }
        return new Relation(scope.SelectAliases);
    }

    private IEnumerable<Column> Star(JsonElement star, Scope scope)
    {
        var excluded = star.Words("exclude_list").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var replaced = star.Items("replace_list")
            .ToDictionary(
                r => r.Text("key"),
                r => _expressions.Read(r.GetProperty("value"), scope),
                StringComparer.OrdinalIgnoreCase
            );
        var alias = star.Text("relation_name") is { Length: > 0 } name ? name : null;
        return
        [
            .. scope
                .Star(alias)
                .Where(c => !excluded.Contains(c.Name))
                .Select(c => replaced.TryGetValue(c.Name, out var sources) ? c with { Sources = sources } : c),
        ];
    }

    private Relation SetOperation(JsonElement node, Scope scope)
    {
        var left = node.Child("left") is { } l ? Read(l, scope) : Relation.Empty;
        var right = node.Child("right") is { } r ? Read(r, scope) : Relation.Empty;
        if (node.Text("setop_type") is "EXCEPT")
            return left;
        return node.Text("setop_type") == "UNION_BY_NAME"
            ? new([
                .. left.Columns.Select(c => Merge(c, right.Find(c.Name))),
                .. right.Columns.Where(c => left.Find(c.Name) is null),
            ])
            : new([.. left.Columns.Select((c, i) => Merge(c, right.Columns.ElementAtOrDefault(i)))]);
    }

    private Relation Recursive(JsonElement node, Scope scope)
    {
        var start = node.Child("left") is { } left ? Read(left, scope) : Relation.Empty;
        start = start.Renamed(node.Words("aliases"));
        scope.AddCte(node.Text("cte_name"), start);
        var step = node.Child("right") is { } right ? Read(right, scope) : Relation.Empty;
        return new([.. start.Columns.Select((c, i) => Merge(c, step.Columns.ElementAtOrDefault(i)))]);
    }

    private Relation CommonTable(JsonElement node, Scope scope)
    {
        if (node.Child("query") is { } query)
            scope.AddCte(node.Text("cte_name"), Read(query, scope).Renamed(node.Words("aliases")));
        return node.Child("child") is { } child ? Read(child, scope) : Relation.Empty;
    }

    private void AddFrom(JsonElement from, Scope scope)
    {
        var alias = from.Text("alias");
        var names = from.Words("column_name_alias");
        switch (from.Text("type"))
        {
            case "BASE_TABLE":
                var table = from.Text("table_name");
                scope.Add(
                    from.Text("schema_name"),
                    alias.Length > 0 ? alias : table,
                    Table(from.Text("schema_name"), table, scope).Renamed(names)
                );
                break;
            case "JOIN":
                if (from.Child("left") is { } left)
                    AddFrom(left, scope);
                if (from.Child("right") is { } right)
                    AddFrom(right, scope);
                break;
            case "SUBQUERY" when from.Child("subquery")?.Child("node") is { } query:
                scope.Add("", alias, Read(query, scope).Renamed(names));
                break;
            case "TABLE_FUNCTION":
                // unnest(t.items) AS u(item): each of its columns comes from the arguments.
                var sources = from.Child("function") is { } function ? _expressions.Read(function, scope) : [];
                scope.Add(
                    "",
                    alias,
                    new Relation([.. (names.Count > 0 ? names : [alias]).Select(n => new Column(n, sources))])
                );
                break;
            default:
                scope.Add("", alias, Relation.Empty.Renamed(names));
                break;
        }
    }

    private Relation Table(string schema, string name, Scope scope)
    {
        if (schema.Length == 0 && scope.FindCte(name) is { } cte)
            return cte;
        return _tables.GetValueOrDefault(schema.Length == 0 ? name : $"{schema}.{name}") ?? Relation.Empty;
    }

    private static Column Merge(Column column, Column? other) =>
        other is null
            ? column
            : column with
            {
                Sources = [.. column.Sources.Concat(other.Sources).DistinctBy(s => (s.Dataset, s.Column))],
            };

    private static string NameOf(JsonElement item)
    {
        if (item.Text("alias") is { Length: > 0 } alias)
            return alias;
        return item.Words("column_names") is [.., var last] ? last : item.Text("function_name");
    }
}
