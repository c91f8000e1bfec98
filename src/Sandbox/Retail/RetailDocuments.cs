using System.Buffers.Binary;
using Penstock.Sandbox.Bson;

namespace Penstock.Sandbox.Retail;

/// <summary>Rows as the documents of the collection <c>shop.transactions</c>, in BSON.</summary>
public static class RetailDocuments
{
    // 2010-12-01 00:00 UTC: as if the shop had inserted the documents itself.
    private const uint FirstSecond = 1_291_161_600;

    /// <summary>
    /// Encodes rows while they are read. <c>_id</c> grows with the order of the rows and depends on nothing else. As loosely
    /// typed
    /// sources do, one customer in fifty has its number as text, a missing customer is a missing field, and a missing description
    /// is by turns a missing field and an explicit null. Exact duplicates differ in nothing but <c>_id</c>.
    /// </summary>
    /// <param name="rows">What to encode.</param>
    /// <param name="firstOrdinal">The place of the first row in the collection, for documents that are added later.</param>
    public static IEnumerable<ReadOnlyMemory<byte>> Encode(IEnumerable<RetailRow> rows, long firstOrdinal = 0)
    {
        var writer = new BsonDocumentWriter();
        var id = new byte[12];
        "shop"u8.CopyTo(id.AsSpan(4));
        foreach (var row in rows)
        {
            // The counter's upper bits drive the seconds, so the order holds when its three bytes wrap.
            BinaryPrimitives.WriteUInt32BigEndian(id, FirstSecond + (uint)(firstOrdinal >> 16));
            BinaryPrimitives.WriteUInt32BigEndian(id.AsSpan(8), (uint)(firstOrdinal++ & 0xFF_FFFF));
            yield return Encode(writer, id, row);
        }
    }

    private static ReadOnlyMemory<byte> Encode(BsonDocumentWriter writer, byte[] id, in RetailRow row)
    {
        writer.Begin();
        writer.ObjectId("_id", id);
        writer.String("InvoiceNo", row.InvoiceNo);
        writer.String("StockCode", row.StockCode);
        if (row.Description is { } description)
            writer.String("Description", description);
        else if ((row.InvoiceNo[^1] & 1) == 0)
            writer.Null("Description");
        writer.Int32("Quantity", row.Quantity);
        writer.String("InvoiceDate", row.InvoiceDate);
        writer.Double("UnitPrice", row.UnitPrice);
        if (row.CustomerId is { } customer)
        {
            if (customer % 50 == 7)
                writer.String("CustomerID", customer.ToString(System.Globalization.CultureInfo.InvariantCulture));
            else
                writer.Int32("CustomerID", customer);
        }
        writer.String("Country", row.Country);
        return writer.End();
    }
}
