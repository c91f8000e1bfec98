using System.Text.Json;
using MongoDB.Bson;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>
/// Documents in Extended JSON v2 as people write them into a step. The driver's own reader also takes what is no JSON.
/// </summary>
internal static class QueryJson
{
    /// <summary>The BSON of a document in Extended JSON.</summary>
    /// <exception cref="FormatException">It is not one; the message says where.</exception>
    public static byte[] Parse(string json)
    {
        try
        {
            using var isJson = JsonDocument.Parse(json);
            return BsonDocument.Parse(json).ToBson();
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or BsonException
                        or ArgumentException
                        or OverflowException
                        or InvalidOperationException
            )
        {
            throw new FormatException(e.Message, e);
        }
    }
}
