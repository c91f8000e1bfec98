using System.Buffers.Binary;
using System.Globalization;
using Penstock.Connectors.MongoDb.Bson;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>
/// The conditions for the values behind a value in the order of a sort. A comparison sees only values of its own class
/// (https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/), so later classes need conditions of their own:
/// the
/// least of their values as a plain comparison, since servers that only speak MongoDB's protocol refuse many type codes, and only
/// as far as there are such values.
/// </summary>
internal static class LaterValues
{
    private static readonly byte[] NegativeInfinity = BitConverter.GetBytes(double.NegativeInfinity);
    private static readonly byte[] NaN = BitConverter.GetBytes(double.NaN);

    /// <summary>Adds them as alternatives to the open <c>$or</c>.</summary>
    /// <returns>The number of the next alternative.</returns>
    public static int Add(
        BsonBuilder or,
        int index,
        string field,
        BsonType type,
        ReadOnlySpan<byte> value,
        BsonType greatestType
    )
    {
        // For a server nothing is greater than NaN, though it is the least number in a sort; null stands alone in its class.
        if (IsNaN(type, value))
            Compare("$gte", BsonType.Double, NegativeInfinity);
        else if (BsonTypes.Rank(type) != BsonTypes.Rank(BsonType.Null))
            Compare("$gt", type, value);
        for (var rank = BsonTypes.Rank(type) + 1; rank <= BsonTypes.Rank(greatestType); rank++)
            AddClass(rank);
        // An empty list of alternatives is refused; this matches nothing.
        if (index == 0)
            Compare("$in", BsonType.Array, [5, 0, 0, 0, 0]);
        return index;

        void Compare(string operation, BsonType operandType, ReadOnlySpan<byte> operand) =>
            or.Begin(Name(index++)).Begin(field).Value(operation, operandType, operand).End().End();

        void AddClass(int rank)
        {
            switch (rank)
            {
                case 1:
                    Compare("$eq", BsonType.Null, []);
                    break;
                case 2:
                    Compare("$gte", BsonType.Double, NegativeInfinity);
                    Compare("$eq", BsonType.Double, NaN);
                    break;
                case 3:
                    Compare("$gte", BsonType.String, [1, 0, 0, 0, 0]);
                    break;
                case 4:
                    Compare("$gte", BsonType.Document, [5, 0, 0, 0, 0]);
                    break;
                case 6:
                    Compare("$gte", BsonType.Binary, [0, 0, 0, 0, 0]);
                    break;
                case 7:
                    Compare("$gte", BsonType.ObjectId, new byte[12]);
                    break;
                case 8:
                    Compare("$gte", BsonType.Boolean, [0]);
                    break;
                case 9:
                    Compare("$gte", BsonType.Date, BitConverter.GetBytes(long.MinValue));
                    break;
                case 10:
                    Compare("$gte", BsonType.Timestamp, new byte[8]);
                    break;
                case 11:
                    OfType(BsonType.Regex);
                    break;
                case 12:
                    OfType(BsonType.DbPointer);
                    OfType(BsonType.JavaScript);
                    OfType(BsonType.JavaScriptWithScope);
                    break;
                case 13:
                    Compare("$eq", BsonType.MaxKey, []);
                    break;
                default:
                    // Arrays are no values of a place.
                    break;
            }
        }

        // These have no least value that could be compared with.
        void OfType(BsonType wanted) => Compare("$type", BsonType.Int32, BitConverter.GetBytes((int)wanted));
    }

    /// <summary>Adds the condition for the value itself to the open conditions of its field.</summary>
    public static void Equal(BsonBuilder conditions, BsonType type, ReadOnlySpan<byte> value)
    {
        // "undefined" equals null in a sort, but servers refuse it in a query.
        if (type == BsonType.Undefined)
            conditions.Value("$eq", BsonType.Null, []);
        else
            conditions.Value("$eq", type, value);
    }

    private static bool IsNaN(BsonType type, ReadOnlySpan<byte> value) =>
        type switch
        {
            BsonType.Double => double.IsNaN(BinaryPrimitives.ReadDoubleLittleEndian(value)),
            BsonType.Decimal128 => ((value[15] >> 2) & 0x1F) == 0x1F,
            _ => false,
        };

    private static string Name(int index) => index.ToString(CultureInfo.InvariantCulture);
}
