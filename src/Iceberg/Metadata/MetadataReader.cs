using System.Text.Json.Nodes;

namespace Penstock.Iceberg.Metadata;

/// <summary>Reads table metadata: brings version 1 to the form of version 2, and refuses what does not hold together.</summary>
internal static class MetadataReader
{
    private static readonly string[] RequiredInVersion2 =
    [
        "last-sequence-number",
        "table-uuid",
        "partition-specs",
        "default-spec-id",
        "last-partition-id",
        "sort-orders",
        "default-sort-order-id",
    ];

    public static TableMetadata Read(string json)
    {
        var document = IcebergJson.Read<JsonObject>(json);
        switch (document["format-version"]?.GetValue<int>())
        {
            case 1:
                Upgrade(document);
                break;
            case 2 or 3:
                Require(document, "schemas", "current-schema-id");
                // Said first: it is what is wrong most often, in files that were edited by hand.
                Hold(
                    document["schemas"]!
                        .AsArray()
                        .Any(s => s?["schema-id"]?.GetValue<int>() == document["current-schema-id"]!.GetValue<int>()),
                    $"the current schema {document["current-schema-id"]} is not among the schemas"
                );
                Require(document, RequiredInVersion2);
                break;
            case var other:
                throw new IcebergFormatException(
                    $"versions 1 to 3 of the format are read, this is {other?.ToString() ?? "none"}"
                );
        }
        return Check(Normal(IcebergJson.Read<TableMetadata>(document.ToJsonString())));
    }

    private static void Upgrade(JsonObject document)
    {
        if (document["schemas"] is null)
        {
            Require(document, "schema");
            var schema = document["schema"]!.DeepClone().AsObject();
            Require(schema, "type", "fields");
            schema["schema-id"] ??= 0;
            document["schemas"] = new JsonArray(schema);
            document["current-schema-id"] = schema["schema-id"]!.GetValue<int>();
        }
        if (document["partition-specs"] is null)
        {
            Require(document, "partition-spec");
            var fields = document["partition-spec"]!.DeepClone().AsArray();
            for (var i = 0; i < fields.Count; i++)
                fields[i]!["field-id"] ??= PartitionSpec.FirstFieldId + i;
            document["last-partition-id"] = PartitionSpec.FirstFieldId - 1 + fields.Count;
            document["partition-specs"] = new JsonArray(new JsonObject { ["spec-id"] = 0, ["fields"] = fields });
        }
        document.Remove("schema");
        document.Remove("partition-spec");
    }

    // Writers say "no current snapshot" as null, as -1, or not at all; and older ones do not name the branch main.
    private static TableMetadata Normal(TableMetadata metadata)
    {
        if (metadata.CurrentSnapshotId is < 0)
            metadata = metadata with { CurrentSnapshotId = null };
        if (metadata.CurrentSnapshotId is { } current && !metadata.Refs.ContainsKey(SnapshotRef.Main))
            metadata = metadata with
            {
                Refs = metadata.Refs.Append(new(SnapshotRef.Main, new SnapshotRef(current, "branch"))).ToDictionary(),
            };
        return metadata with
        {
            SortOrders = metadata.SortOrders.Count == 0 ? [SortOrder.None] : metadata.SortOrders,
            TableUuid = metadata.TableUuid == default ? Guid.NewGuid() : metadata.TableUuid,
        };
    }

    private static TableMetadata Check(TableMetadata metadata)
    {
        Hold(
            metadata.Schemas.Any(s => s.SchemaId == metadata.CurrentSchemaId),
            $"the current schema {metadata.CurrentSchemaId} is not among the schemas"
        ); // of version 1
        Hold(
            metadata.PartitionSpecs.Any(s => s.SpecId == metadata.DefaultSpecId),
            $"the default partition spec {metadata.DefaultSpecId} is not among the partition specs"
        );
        Hold(
            metadata.SortOrders.Any(s => s.OrderId == metadata.DefaultSortOrderId),
            $"the default sort order {metadata.DefaultSortOrderId} is not among the sort orders"
        );
        Hold(
            metadata.CurrentSnapshotId is not { } id || metadata.Find(id) is not null,
            $"the current snapshot {metadata.CurrentSnapshotId} is not among the snapshots"
        );
        Hold(
            metadata.LastColumnId >= metadata.Schemas.Max(s => s.HighestId),
            "a column has an id above last-column-id"
        );
        return metadata;
    }

    private static void Require(JsonObject document, params string[] names)
    {
        foreach (var name in names)
            Hold(document[name] is not null, $"it lacks {name}");
    }

    private static void Hold(bool holds, string reason)
    {
        if (!holds)
            throw new IcebergFormatException(reason);
    }
}
