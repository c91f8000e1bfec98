using Penstock.Sandbox.MongoDb;
using Penstock.Sandbox.MongoDb.Bson;

namespace Penstock.Sandbox.Tests.MongoDb;

internal static class Documents
{
    /// <summary>Documents <c>{_id: ObjectId, n: 0…, parity, price}</c>.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Numbered(int count)
    {
        var ids = new ObjectIdSequence(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), seed: 7);
        var writer = new BsonWriter();
        var id = new byte[12];
        for (var n = 0; n < count; n++)
        {
            ids.Next(id);
            writer.Reset();
            writer.BeginDocument();
            writer.ObjectId("_id", id);
            writer.Int32("n", n);
            writer.String("parity", n % 2 == 0 ? "even" : "odd");
            writer.Double("price", n / 4.0);
            writer.End();
            yield return writer.Written;
        }
    }
}
