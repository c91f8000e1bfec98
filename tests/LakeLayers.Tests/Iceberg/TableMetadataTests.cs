using Penstock.Iceberg;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>Metadata files as Iceberg's own project publishes them for the tests of implementations, where they lie beside the checkout.</summary>
public sealed class TableMetadataTests
{
    [Theory]
    [InlineData("TableMetadataV2Valid.json", 3)]
    [InlineData("TableMetadataV2ValidMinimal.json", 3)]
    [InlineData("TableMetadataV1Valid.json", 3)]
    [InlineData("TableMetadataStatisticsFiles.json", 1)]
    [InlineData("TableMetadataPartitionStatisticsFiles.json", 1)]
    public void A_valid_file_is_read_and_comes_back_the_same(string file, int columns)
    {
        if (Sample(file) is not { } json)
            return;

        var table = TableMetadata.Parse(json);
        var again = TableMetadata.Parse(IcebergJson.Write(table));

        Assert.Equal(columns, table.Schema.Fields.Count);
        Assert.Equal(IcebergJson.Write(table), IcebergJson.Write(again));
    }

    [Theory]
    [InlineData("TableMetadataUnsupportedVersion.json", "versions 1 to 3")]
    [InlineData("TableMetadataV1MissingSchemaType.json", "lacks type")]
    [InlineData("TableMetadataV2CurrentSchemaNotFound.json", "current schema 2 is not among")]
    [InlineData("TableMetadataV2MissingLastPartitionId.json", "lacks last-partition-id")]
    [InlineData("TableMetadataV2MissingPartitionSpecs.json", "lacks partition-specs")]
    [InlineData("TableMetadataV2MissingSchemas.json", "lacks schemas")]
    [InlineData("TableMetadataV2MissingSortOrder.json", "lacks sort-orders")]
    public void A_file_that_does_not_hold_together_is_refused_with_the_reason(string file, string reason)
    {
        if (Sample(file) is not { } json)
            return;

        var error = Assert.Throws<IcebergFormatException>(() => TableMetadata.Parse(json));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_here_is_kept()
    {
        var json = """
            {"format-version":2,"table-uuid":"9c12d441-03fe-4693-9a96-a0705ddf69c1","location":"file:///t","last-sequence-number":0,"last-updated-ms":1,"last-column-id":1,
             "current-schema-id":0,"schemas":[{"type":"struct","schema-id":0,"fields":[{"id":1,"name":"m","required":false,
               "type":{"type":"map","key-id":2,"key":"string","value-id":3,"value":{"type":"list","element-id":4,"element":"decimal(9, 2)","element-required":true},"value-required":false}}]}],
             "default-spec-id":0,"partition-specs":[{"spec-id":0,"fields":[]}],"last-partition-id":999,"default-sort-order-id":0,"sort-orders":[{"order-id":0,"fields":[]}],
             "statistics":[{"snapshot-id":7}],"current-snapshot-id":-1}
            """.Replace("\"last-column-id\":1,", "\"last-column-id\":4,", StringComparison.Ordinal);

        var table = TableMetadata.Parse(json);

        Assert.Null(table.Current);
        Assert.Contains("\"statistics\":[{\"snapshot-id\":7}]", IcebergJson.Write(table), StringComparison.Ordinal);
        var map = Assert.IsType<MapType>(table.Schema.Find("M")!.Type);
        Assert.Equal("decimal(9,2)", Assert.IsType<PrimitiveType>(Assert.IsType<ListType>(map.Value).Element).Name);
    }

    private static string? Sample(string file) =>
        Repository.SharedFile("specs", "iceberg-table-metadata", file) is { } path ? File.ReadAllText(path) : null;
}
