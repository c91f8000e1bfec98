using System.Text;
using System.Text.Json;

namespace Penstock.LakeLayers.Raw;

/// <summary>Finds a document's <c>_id</c>, also in one that is damaged behind it.</summary>
internal static class DocumentId
{
    private const int MaxLength = 1000;

    /// <summary>The text of an id that is text or an ObjectId, else its JSON; null: none could be read.</summary>
    public static string? Of(ReadOnlySpan<byte> document)
    {
        try
        {
            var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = LineDocument.MaxDepth + 1 });
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                    continue;
                var isId = reader.ValueTextEquals("_id"u8);
                reader.Read();
                if (!isId)
                {
                    reader.Skip();
                    continue;
                }
                var start = (int)reader.TokenStartIndex;
                if (reader.TokenType == JsonTokenType.String)
                    return Shorten(reader.GetString()!);
                reader.Skip();
                return Text(document[start..(int)reader.BytesConsumed]);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What comes before the damage was looked at.
        }
        return null;
    }

    private static string Text(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> before = "{\"$oid\":\""u8,
            after = "\"}"u8;
        return Shorten(
            Encoding.UTF8.GetString(
                json.StartsWith(before) && json.EndsWith(after) ? json[before.Length..^after.Length] : json
            )
        );
    }

    private static string Shorten(string id) => (id.Length <= MaxLength ? id : id[..MaxLength]).Replace('\0', '\uFFFD');
}
