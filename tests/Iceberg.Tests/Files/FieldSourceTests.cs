using Penstock.Iceberg.Files;
using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Tests.Files;

/// <summary>Fields are found by their ids, at every depth, and by nothing else.</summary>
public class FieldSourceTests
{
    private static readonly PrimitiveType Int = new("int");

    [Fact]
    public void A_name_that_is_now_another_field_s_does_not_count()
    {
        var sources = FieldSource.Find(
            [
                new NestedField(1, "b", false, Int),
                new NestedField(2, "a", false, Int),
                new NestedField(3, "c", false, Int),
            ],
            [Column("a", 1), Column("b", 2), Column("c", 9)]
        );

        Assert.Equal([0, 1, null], sources.Select(s => s.Place));
    }

    [Fact]
    public void Parts_of_structs_in_lists_and_maps_are_found_by_their_ids()
    {
        var table = new NestedField(
            1,
            "m",
            false,
            new MapType(
                2,
                new PrimitiveType("string"),
                3,
                new ListType(
                    4,
                    new StructType([new NestedField(6, "new", false, Int), new NestedField(5, "x", false, Int)]),
                    false
                ),
                false
            )
        );
        var file = Of(
            "m",
            1,
            FileColumnKind.Map,
            Column("key", 2),
            Of("value", 3, FileColumnKind.List, Of("element", 4, FileColumnKind.Struct, Column("new", 5)))
        );

        var parts = FieldSource.Find([table], [file])[0].Parts[1].Parts[0].Parts;

        Assert.Equal([null, 0], parts.Select(p => p.Place));
    }

    [Fact]
    public void A_field_of_another_form_is_refused()
    {
        var error = Assert.Throws<IcebergFormatException>(() =>
            FieldSource.Find([new NestedField(1, "a", false, Int)], [Of("a", 1, FileColumnKind.Struct, Column("b", 2))])
        );

        Assert.Contains("a struct for the field 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_mapping_gives_ids_to_columns_that_have_none_by_any_of_their_names()
    {
        var mapping = NameMapping.Parse(
            """
            [{"field-id": 1, "names": ["id", "key"]},
             {"field-id": 2, "names": ["st"], "fields": [{"field-id": 3, "names": ["a"]}]}, {"names": []}]
            """
        );

        var columns = mapping.Apply([
            Column("key", null),
            Of("st", null, FileColumnKind.Struct, Column("a", null), Column("b", null)),
            Column("extra", null),
        ]);

        Assert.Equal([1, 2, null], columns.Select(c => c.Id));
        Assert.Equal([3, null], columns[1].Parts.Select(c => c.Id));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{\"field-id\": 1}]")]
    [InlineData("no JSON")]
    public void What_is_no_name_mapping_is_refused(string json) =>
        Assert.Throws<IcebergFormatException>(() => NameMapping.Parse(json));

    private static FileColumn Column(string name, int? id) => new(name, id, FileColumnKind.Primitive, "INTEGER", []);

    private static FileColumn Of(string name, int? id, FileColumnKind kind, params FileColumn[] parts) =>
        new(name, id, kind, "", parts);
}
