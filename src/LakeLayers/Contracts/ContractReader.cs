using System.Globalization;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Contracts;

/// <summary>Reads the YAML of a contract; the terms are those of the Open Data Contract Standard 3.1.</summary>
internal static class ContractReader
{
    private const string Suffix = ".yml";

    private const int Understood = 3;

    /// <param name="path">The contract's file; its name says the table.</param>
    /// <param name="text">What is in it.</param>
    /// <param name="label">The file as messages name it; null: that of a workflow's folder.</param>
    public static DataContract Read(string path, string text, string? label = null)
    {
        var file = label ?? $"contracts/{Path.GetFileName(path)}";
        var table = TableOf(path, file);
        var root = YamlMap.Parse(file, text);
        CheckVersion(root); // First: what another version writes otherwise would be called a mistake.
        root.Allow([.. StandardTerm.Accepted("contract")]);
        if (root.Require("kind") != "DataContract")
            throw root.Error("kind", "'kind' must be DataContract");
        if (root.Maps("schema") is not [var schema])
            throw root.Error("schema", "'schema' must describe exactly one table");
        return ReadSchema(root, schema, table, file, text);
    }

    private static void CheckVersion(YamlMap root)
    {
        var version = root.Require("apiVersion");
        var dot = version.IndexOf('.', StringComparison.Ordinal);
        var major =
            version.StartsWith('v')
            && dot > 1
            && int.TryParse(version.AsSpan(1, dot - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : 0;
        if (major == Understood)
            return;
        throw root.Error(
            "apiVersion",
            major > Understood
                ? $"The contract is written in '{version}' of the Open Data Contract Standard, which is newer than this Penstock: it understands version 3 (apiVersion: v3.1.0)"
                : $"Only version 3 of the Open Data Contract Standard is understood (apiVersion: v3.1.0), not '{version}'"
        );
    }

    private static DataContract ReadSchema(YamlMap root, YamlMap schema, TableName table, string file, string text)
    {
        schema.Allow([.. StandardTerm.Accepted("schema")]);
        StandardTerm.Refuse("schema", schema);
        var name = schema.Text("physicalName") ?? schema.Require("name");
        if (name != table.Name && name != table.ToString())
            throw schema.Error(
                schema.Has("physicalName") ? "physicalName" : "name",
                $"The file's name says {table}, the schema says '{name}'"
            );
        if (schema.Text("logicalType") is not (null or "object"))
            throw schema.Error(
                "logicalType",
                $"The logicalType of a table is object, not '{schema.Text("logicalType")}'"
            );

        var fallback = PolicyReader.OfCustomProperties(schema, BreachPolicy.Quarantine);
        List<ContractColumn> columns = [];
        List<ContractRule> rules = [];
        foreach (var property in schema.Maps("properties"))
        {
            var column = ColumnReader.Read(property, table.Zone, fallback);
            if (columns.Any(c => c.Name == column.Name || c.LogicalName == column.LogicalName))
                throw property.Error("name", $"Column '{column.Name}' is described twice");
            columns.Add(column);
        }
        foreach (var (property, column) in schema.Maps("properties").Zip(columns))
        {
            rules.AddRange(ColumnReader.Rules(property, column, fallback));
            rules.AddRange(QualityReader.Read(property, column, columns, fallback));
        }
        rules.AddRange(KeyRule(columns, fallback));
        rules.AddRange(QualityReader.Read(schema, null, columns, fallback));
        rules.AddRange(ServiceLevelReader.Read(root, columns, table.Name, fallback));
        if (
            rules
                .OfType<UniqueRule>()
                .FirstOrDefault(r =>
                    columns.Any(c => c.Privacy is { Method: ProtectionMethod.Mask } && r.Columns.Contains(c.Name))
                ) is
            { } masked
        )
            throw new UsageException(
                $"The rule '{masked.Name}' asks for unique values of a masked column: different values have the same mask",
                $"{file}:{masked.Line}",
                "hash or tokenise the column"
            );
        if (rules.GroupBy(r => r.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UsageException(
                $"Two rules have the name '{twice.Key}'",
                $"{file}:{twice.Last().Line}",
                "give one of them another 'name' and run again"
            );

        return new DataContract(
            table,
            file,
            text,
            root.Require("id"),
            root.Require("version"),
            schema.Text("description"),
            columns,
            rules
        );
    }

    private static IEnumerable<ContractRule> KeyRule(List<ContractColumn> columns, BreachPolicy policy)
    {
        var key = columns.Where(c => c.PrimaryKeyPosition is not null).OrderBy(c => c.PrimaryKeyPosition).ToList();
        if (key.Count == 0)
            yield break;
        var names = string.Join(", ", key.Select(c => c.Name));
        yield return new UniqueRule(
            "primary_key",
            key.Count == 1 ? key[0].Name : null,
            $"another row has the same {names}",
            policy,
            key[0].Line,
            [.. key.Select(c => c.Name)]
        );
    }

    private static TableName TableOf(string path, string file)
    {
        var name = Path.GetFileName(path);
        if (!name.EndsWith(Suffix, StringComparison.Ordinal))
            throw new UsageException("A contract's file is named <zone>.<table>.yml", file, "rename it");
        return TableName.Parse(name[..^Suffix.Length]);
    }
}
