using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;
using Penstock.Warehouse.Types;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Penstock.Warehouse.Schemas;

/// <summary>Reads <c>warehouse.yml</c>; its form is described in docs/reference/warehouse-schema.md.</summary>
public static class WarehouseSchemaFile
{
    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="UsageException">The file is not there, is no YAML, or declares something that cannot be; with file,
    /// line and key.</exception>
    public static WarehouseSchema Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                "The warehouse schema file cannot be read",
                path,
                "check the path in the activity's schema file input",
                e
            );
        }
    }

    /// <summary>Reads and checks a text; <paramref name="file"/> is only named in messages.</summary>
    /// <exception cref="UsageException">As <see cref="Read"/>.</exception>
    public static WarehouseSchema Parse(string text, string file)
    {
        var root = Load(text, file);
        root.Allow("schema", "description", "tables");
        var name = root.RequiredText("schema");
        SchemaCheck.Identifier(root, "schema", name);
        var tables = root.RequiredMap("tables");
        var specs = tables.Keys.Select(key => ReadTable(tables, key)).ToList();
        foreach (var spec in specs)
            SchemaCheck.Table(tables.RequiredMap(spec.Name), spec, specs);
        return new WarehouseSchema(
            file,
            name,
            root.Text("description"),
            [.. specs.OrderBy(s => s.Kind != TableKind.Dimension)]
        );
    }

    private static YamlMap Load(string text, string file)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents is [{ RootNode: YamlMappingNode map }])
                return new YamlMap(file, "", map);
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException) // the scanner throws the latter for a text that ends inside "["
        {
            var place = e is YamlException yaml ? $"{file}, line {yaml.Start.Line}" : file;
            throw new UsageException(
                "The warehouse schema file is no valid YAML",
                $"{place}: {e.Message}",
                "correct the file and run again",
                e
            );
        }
        throw new UsageException(
            "The warehouse schema file must be one YAML mapping",
            file,
            "see docs/reference/warehouse-schema.md"
        );
    }

    private static TableSpec ReadTable(YamlMap tables, string name)
    {
        SchemaCheck.Identifier(tables, name, name);
        var map = tables.RequiredMap(name);
        map.Allow(
            "kind",
            "from",
            "description",
            "key",
            "surrogate",
            "history",
            "unknown",
            "references",
            "exclude",
            "columns",
            "indexes"
        );
        return new TableSpec(name, ReadKind(map), ReadSource(map), map.RequiredTexts("key"))
        {
            Description = map.Text("description"),
            Surrogate = map.Text("surrogate"),
            History = ReadHistory(map.Map("history")),
            Unknown = map.TextMap("unknown"),
            References = ReadReferences(map.Map("references")),
            Exclude = map.Texts("exclude"),
            Columns = ReadColumns(map.Map("columns")),
            Indexes = map.Lists("indexes"),
        };
    }

    private static TableKind ReadKind(YamlMap map) =>
        map.RequiredText("kind") switch
        {
            "dimension" => TableKind.Dimension,
            "fact" => TableKind.Fact,
            "table" => TableKind.Table,
            _ => throw map.Wrong("kind", "must be dimension, fact or table"),
        };

    private static TableName ReadSource(YamlMap map)
    {
        try
        {
            return TableName.Parse(map.RequiredText("from"));
        }
        catch (UsageException)
        {
            throw map.Wrong("from", "must be a table of the lake, for instance presentation.dim_customer");
        }
    }

    private static HistorySpec? ReadHistory(YamlMap? map)
    {
        map?.Allow("from", "to");
        return map is null ? null : new HistorySpec(map.RequiredText("from"), map.RequiredText("to"));
    }

    private static List<ReferenceSpec> ReadReferences(YamlMap? map)
    {
        List<ReferenceSpec> references = [];
        foreach (var column in map?.Keys ?? [])
        {
            SchemaCheck.Identifier(map!, column, column);
            var reference = map!.RequiredMap(column);
            reference.Allow("dimension", "by", "at", "keep", "description");
            references.Add(
                new ReferenceSpec(
                    column,
                    reference.RequiredText("dimension"),
                    reference.RequiredTexts("by"),
                    reference.Text("at"),
                    reference.Flag("keep"),
                    reference.Text("description")
                )
            );
        }
        return references;
    }

    private static Dictionary<string, ColumnSpec> ReadColumns(YamlMap? map)
    {
        var columns = new Dictionary<string, ColumnSpec>(StringComparer.Ordinal);
        foreach (var name in map?.Keys ?? [])
        {
            var column = map!.RequiredMap(name);
            column.Allow("type", "description");
            var type = column.Text("type") is { } text
                ? PgTypes.Parse(text) ?? throw column.Wrong("type", $"must be one of {PgTypes.Known}")
                : null;
            columns.Add(name, new ColumnSpec(type, column.Text("description")));
        }
        return columns;
    }
}
