namespace Penstock.Connectors.MongoDb.Bson;

/// <summary>
/// What is known of each type: its name in MongoDB's words (<c>$type</c>), its bit in a set of types, its place in the order of
/// values.
/// </summary>
internal static class BsonTypes
{
    private static readonly (BsonType Type, string Name)[] Names =
    [
        (BsonType.Double, "double"),
        (BsonType.String, "string"),
        (BsonType.Document, "object"),
        (BsonType.Array, "array"),
        (BsonType.Binary, "binData"),
        (BsonType.Undefined, "undefined"),
        (BsonType.ObjectId, "objectId"),
        (BsonType.Boolean, "bool"),
        (BsonType.Date, "date"),
        (BsonType.Null, "null"),
        (BsonType.Regex, "regex"),
        (BsonType.DbPointer, "dbPointer"),
        (BsonType.JavaScript, "javascript"),
        (BsonType.Symbol, "symbol"),
        (BsonType.JavaScriptWithScope, "javascriptWithScope"),
        (BsonType.Int32, "int"),
        (BsonType.Timestamp, "timestamp"),
        (BsonType.Int64, "long"),
        (BsonType.Decimal128, "decimal"),
        (BsonType.MinKey, "minKey"),
        (BsonType.MaxKey, "maxKey"),
    ];

    /// <summary>A set of types is a bit each; the two keys take bits that no number does.</summary>
    public static uint Bit(BsonType type) =>
        type switch
        {
            BsonType.MinKey => 1u << 30,
            BsonType.MaxKey => 1u << 31,
            _ => 1u << (byte)type,
        };

    public static IEnumerable<string> NamesOf(uint set) =>
        Names.Where(n => (set & Bit(n.Type)) != 0).Select(n => n.Name);

    /// <summary>
    /// The place of a type's values in the order of a sort; types with one place are compared with each other.
    /// https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
    /// </summary>
    public static int Rank(BsonType type) =>
        type switch
        {
            BsonType.MinKey => 0,
            BsonType.Undefined or BsonType.Null => 1,
            BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128 => 2,
            BsonType.String or BsonType.Symbol => 3,
            BsonType.Document => 4,
            BsonType.Array => 5,
            BsonType.Binary => 6,
            BsonType.ObjectId => 7,
            BsonType.Boolean => 8,
            BsonType.Date => 9,
            BsonType.Timestamp => 10,
            BsonType.Regex => 11,
            BsonType.MaxKey => 13,
            _ => 12,
        };
}
