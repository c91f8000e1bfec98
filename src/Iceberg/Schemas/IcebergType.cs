using System.Text.Json.Serialization;

namespace Penstock.Iceberg.Schemas;

/// <summary>A type of the Iceberg table format (https://iceberg.apache.org/spec/#schemas-and-data-types), version 2.</summary>
[JsonConverter(typeof(IcebergTypeConverter))]
public abstract record IcebergType
{
    /// <summary>The ids of the fields, elements, keys and values in this type, all the way down.</summary>
    public abstract IEnumerable<int> Ids { get; }
}
