using Penstock.Core.Errors;
using Penstock.Testing;
using Penstock.Warehouse.Schemas;

namespace Penstock.Warehouse.Tests.Schemas;

public class WarehouseSchemaFileTests
{
    private const string Good = """
        schema: warehouse
        description: Sales
        tables:
          sale:
            kind: fact
            from: presentation.sale
            key: [id]
            references:
              item_key: { dimension: item, by: item, at: sold_at }
          item:
            kind: dimension
            from: presentation.item
            key: [code]
            surrogate: item_key
            history: { from: valid_from, to: valid_to }
            unknown: { code: none }
            columns:
              price: { type: "numeric(12,2)", description: Price of one }
        """;

    [Fact]
    public void A_file_declares_tables_and_dimensions_come_first()
    {
        var schema = WarehouseSchemaFile.Parse(Good, "warehouse.yml");

        Assert.Equal(["item", "sale"], schema.Tables.Select(t => t.Name));
        Assert.Equal(["code", "valid_from"], schema["item"].RowKey);
        Assert.Equal("numeric(12,2)", schema["item"].Columns["price"].Type!.Name);
        Assert.Equal(["item"], Assert.Single(schema["sale"].References).By);
    }

    [Theory]
    [InlineData("kind: fact", "kind: cube", "line 5", "'tables.sale.kind' must be dimension, fact or table")]
    [InlineData("from: presentation.sale", "from: sale", "line 6", "'tables.sale.from' must be a table of the lake")]
    [InlineData("key: [id]", "keys: [id]", "line 7", "'tables.sale.keys' is not known here")]
    [InlineData("key: [id]", "key: [id, id]", "line 7", "'tables.sale.key' names a column twice")]
    [InlineData("key: [id]", "key: []", "line 5", "'tables.sale.key' is missing")]
    [InlineData("dimension: item,", "dimension: itme,", "line 9", "names 'itme', which is no dimension of this file")]
    [InlineData("by: item,", "by: [item, code],", "line 9", "must name 1 column(s), one for each of item's key (code)")]
    [InlineData(", at: sold_at", "", "line 9", "item has history, so the instant")]
    [InlineData(
        "    history: { from: valid_from, to: valid_to }\n",
        "",
        "line 9",
        "'tables.sale.references.item_key.at' is only for dimensions with history"
    )]
    [InlineData("    surrogate: item_key\n", "", "line 11", "'tables.item.surrogate' is missing")]
    [InlineData("numeric(12,2)", "money", "line 18", "'tables.item.columns.price.type' must be one of boolean")]
    [InlineData("  item:\n", "  _penstock_load:\n", "line 11", "is the name of the table that keeps the load markers")]
    [InlineData("unknown: { code: none }", "unknown: [code]", "line 16", "'tables.item.unknown' must be a mapping")]
    [InlineData("kind: fact", "kind: fact: cube", "line 5", "no valid YAML")]
    public void A_mistake_is_named_with_file_line_and_key(string right, string wrong, string line, string complaint)
    {
        Assert.Contains(right, Good, StringComparison.Ordinal);
        var error = Assert.Throws<UsageException>(() =>
            WarehouseSchemaFile.Parse(Good.Replace(right, wrong, StringComparison.Ordinal), "warehouse.yml")
        );

        Assert.Contains("warehouse.yml, " + line, error.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a\n- b")]
    [InlineData("schema: [")]
    public void A_file_of_another_shape_is_named(string text)
    {
        var error = Assert.Throws<UsageException>(() => WarehouseSchemaFile.Parse(text, "warehouse.yml"));
        Assert.Contains("warehouse.yml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_workflows_that_come_with_the_project_have_correct_files()
    {
        var files = Directory.GetFiles(
            Path.Combine(Repository.Root, "workflows"),
            "warehouse.yml",
            SearchOption.AllDirectories
        );

        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.NotEmpty(WarehouseSchemaFile.Read(f).Tables));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<UsageException>(() => WarehouseSchemaFile.Read("/nowhere/warehouse.yml"));
        Assert.Contains("/nowhere/warehouse.yml", error.Message, StringComparison.Ordinal);
    }
}
