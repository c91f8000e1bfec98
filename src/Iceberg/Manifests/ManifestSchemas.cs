using System.Text.Json.Nodes;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Manifests;

/// <summary>The Avro schemas of manifests and of lists of them, version 2; ids and names are the specification's.</summary>
internal static class ManifestSchemas
{
    /// <summary>A list of manifests.</summary>
    public static string List { get; } =
        Record(
                "manifest_file",
                [
                    Field(500, "manifest_path", "string"),
                    Field(501, "manifest_length", "long"),
                    Field(502, "partition_spec_id", "int"),
                    Field(517, "content", "int"),
                    Field(515, "sequence_number", "long"),
                    Field(516, "min_sequence_number", "long"),
                    Field(503, "added_snapshot_id", "long"),
                    Field(504, "added_files_count", "int"),
                    Field(505, "existing_files_count", "int"),
                    Field(506, "deleted_files_count", "int"),
                    Field(512, "added_rows_count", "long"),
                    Field(513, "existing_rows_count", "long"),
                    Field(514, "deleted_rows_count", "long"),
                    Optional(
                        507,
                        "partitions",
                        Array(
                            508,
                            Record(
                                "r508",
                                [
                                    Field(509, "contains_null", "boolean"),
                                    Optional(518, "contains_nan", "boolean"),
                                    Optional(510, "lower_bound", "bytes"),
                                    Optional(511, "upper_bound", "bytes"),
                                ]
                            )
                        )
                    ),
                ]
            )
            .ToJsonString();

    /// <summary>A manifest of files of a partition spec.</summary>
    public static string Manifest(PartitionSpec spec, IReadOnlyList<IcebergSchema> schemas) =>
        Record(
                "manifest_entry",
                [
                    Field(0, "status", "int"),
                    Optional(1, "snapshot_id", "long"),
                    Optional(3, "sequence_number", "long"),
                    Optional(4, "file_sequence_number", "long"),
                    Field(
                        2,
                        "data_file",
                        Record(
                            "r2",
                            [
                                Field(134, "content", "int"),
                                Field(100, "file_path", "string"),
                                Field(101, "file_format", "string"),
                                Field(
                                    102,
                                    "partition",
                                    Record(
                                        "r102",
                                        [
                                            .. PartitionTypes
                                                .Of(spec, schemas)
                                                .Select(p =>
                                                    Optional(
                                                        p.Field.FieldId,
                                                        p.Field.Name,
                                                        PartitionTypes.Avro(p.Type, p.Field.FieldId)
                                                    )
                                                ),
                                        ]
                                    )
                                ),
                                Field(103, "record_count", "long"),
                                Field(104, "file_size_in_bytes", "long"),
                                Optional(108, "column_sizes", Map(117, 118, "long")),
                                Optional(109, "value_counts", Map(119, 120, "long")),
                                Optional(110, "null_value_counts", Map(121, 122, "long")),
                                Optional(137, "nan_value_counts", Map(138, 139, "long")),
                                Optional(125, "lower_bounds", Map(126, 127, "bytes")),
                                Optional(128, "upper_bounds", Map(129, 130, "bytes")),
                                Optional(131, "key_metadata", "bytes"),
                                Optional(132, "split_offsets", Array(133, "long")),
                                Optional(135, "equality_ids", Array(136, "int")),
                                Optional(140, "sort_order_id", "int"),
                                Optional(143, "referenced_data_file", "string"),
                            ]
                        )
                    ),
                ]
            )
            .ToJsonString();

    private static JsonObject Record(string name, JsonArray fields) =>
        new()
        {
            ["type"] = "record",
            ["name"] = name,
            ["fields"] = fields,
        };

    private static JsonObject Field(int id, string name, JsonNode type) =>
        new()
        {
            ["name"] = name,
            ["type"] = type,
            ["field-id"] = id,
        };

    private static JsonObject Optional(int id, string name, JsonNode type) =>
        new()
        {
            ["name"] = name,
            ["type"] = new JsonArray("null", type),
            ["default"] = null,
            ["field-id"] = id,
        };

    private static JsonObject Array(int elementId, JsonNode items) =>
        new()
        {
            ["type"] = "array",
            ["items"] = items,
            ["element-id"] = elementId,
        };

    // Avro's own maps have text keys only: the format writes others as an array of pairs.
    private static JsonObject Map(int keyId, int valueId, string value) =>
        new()
        {
            ["type"] = "array",
            ["logicalType"] = "map",
            ["items"] = Record($"k{keyId}_v{valueId}", [Field(keyId, "key", "int"), Field(valueId, "value", value)]),
        };
}
