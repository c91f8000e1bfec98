using Penstock.Sandbox.MongoDb.Bson;

namespace Penstock.Connectors.Tests.MongoDb;

/// <summary>Documents of all types, odd names and up to 100 levels, from a seed.</summary>
internal static class RandomBson
{
    private static readonly string[] Names = ["a", "A", "", "$set", "a.b", "\u0001", "ü", "$date", "__proto__", "a\"b"];

    public static void Fill(BsonWriter writer, Random random)
    {
        for (var i = random.Next(12); i > 0; i--)
            Value(writer, Names[random.Next(Names.Length)], random, 1);
    }

    private static void Value(BsonWriter writer, string name, Random random, int depth)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        switch (random.Next(depth < 98 ? 22 : 18))
        {
            case 0:
                writer.Double(name, BitConverter.ToDouble(bytes));
                break;
            case 1:
                writer.Text(BsonType.String, name, bytes[..random.Next(16)]);
                break;
            case 2:
                writer.Binary(name, bytes[..random.Next(16)], (byte)(bytes[0] is 2 ? 0 : bytes[0]));
                break;
            case 3:
                writer.Raw(BsonType.Undefined, name, []);
                break;
            case 4:
                writer.ObjectId(name, bytes);
                break;
            case 5:
                writer.Boolean(name, bytes[0] > 127);
                break;
            case 6:
                writer.Raw(BsonType.Date, name, bytes[..8]);
                break;
            case 7:
                writer.Null(name);
                break;
            case 8:
                writer.Raw(BsonType.Regex, name, "a.*b\0im\0"u8);
                break;
            case 9:
                writer.Raw(BsonType.DbPointer, name, [2, 0, 0, 0, 99, 0, .. bytes[..12]]);
                break;
            case 10:
                writer.Text(BsonType.JavaScript, name, bytes[..3]);
                break;
            case 11:
                writer.Text(BsonType.Symbol, name, bytes[..3]);
                break;
            case 12:
                writer.Int32(name, BitConverter.ToInt32(bytes));
                break;
            case 13:
                writer.Raw(BsonType.Timestamp, name, bytes[..8]);
                break;
            case 14:
                writer.Int64(name, BitConverter.ToInt64(bytes));
                break;
            case 15:
                writer.Raw(BsonType.Decimal128, name, bytes);
                break;
            case 16:
                writer.Raw(BsonType.MinKey, name, []);
                break;
            case 17:
                writer.Raw(BsonType.MaxKey, name, []);
                break;
            case 18:
                writer.BeginArray(name);
                for (var i = 0; i < random.Next(4); i++)
                    Value(writer, $"{i}", random, depth + 1);
                writer.End();
                break;
            case 19:
                Deep(writer, name, random, depth);
                break;
            default:
                writer.BeginDocument(name);
                for (var i = random.Next(4); i > 0; i--)
                    Value(writer, Names[random.Next(Names.Length)], random, depth + 1);
                writer.End();
                break;
        }
    }

    private static void Deep(BsonWriter writer, string name, Random random, int depth)
    {
        var levels = random.Next(98 - depth);
        for (var i = 0; i <= levels; i++)
            writer.BeginDocument(name);
        for (var i = 0; i <= levels; i++)
            writer.End();
    }
}
