using System.Buffers.Binary;
using System.Text;
using Penstock.Sandbox.Retail;

namespace Penstock.Sandbox.Tests.Retail;

public class RetailDocumentsTests
{
    [Fact]
    public void A_row_becomes_the_bytes_that_the_BSON_specification_gives()
    {
        var row = new RetailRow("1", "é", null, -2, "d", 0.5, null, "X");
        var document = RetailDocuments.Encode([row], firstOrdinal: 0x01_0203).Single().Span;

        byte[] expected =
        [
            // Size, then _id: seconds of 2010-12-01 plus 1, "shop", counter 0, and the ordinal's three bytes.
            0,
            0,
            0,
            0,
            0x07,
            .. "_id\0"u8,
            0x4C,
            0xF5,
            0x90,
            0x01,
            .. "shop"u8,
            0,
            1,
            2,
            3,
            0x02,
            .. "InvoiceNo\0"u8,
            2,
            0,
            0,
            0,
            .. "1\0"u8,
            0x02,
            .. "StockCode\0"u8,
            3,
            0,
            0,
            0,
            .. "é\0"u8,
            0x10,
            .. "Quantity\0"u8,
            0xFE,
            0xFF,
            0xFF,
            0xFF,
            0x02,
            .. "InvoiceDate\0"u8,
            2,
            0,
            0,
            0,
            .. "d\0"u8,
            0x01,
            .. "UnitPrice\0"u8,
            0,
            0,
            0,
            0,
            0,
            0,
            0xE0,
            0x3F,
            0x02,
            .. "Country\0"u8,
            2,
            0,
            0,
            0,
            .. "X\0"u8,
            0,
        ];
        expected[0] = (byte)expected.Length;
        Assert.Equal(expected, document.ToArray());
    }

    [Fact]
    public void Ids_grow_and_depend_only_on_the_place()
    {
        var ids = RetailDocuments.Encode(RetailGenerator.Generate(new RetailOptions(100_000))).Select(Id).ToList();
        var tail = RetailDocuments
            .Encode(RetailGenerator.Generate(new RetailOptions(10)), firstOrdinal: 99_990)
            .Select(Id);

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(100_000, ids.Distinct().Count());
        Assert.Equal(ids[^10..], tail);
    }

    [Fact]
    public void Documents_stay_what_they_were_while_more_are_made()
    {
        var rows = RetailGenerator.Generate(new RetailOptions(5_000)).ToList();
        var kept = RetailDocuments.Encode(rows).ToList();

        Assert.All(kept, d => Assert.Equal(d.Length, BinaryPrimitives.ReadInt32LittleEndian(d.Span)));
        Assert.All(
            kept.Zip(rows),
            p => Assert.True(p.First.Span.IndexOf(Encoding.UTF8.GetBytes(p.Second.InvoiceNo)) > 0)
        );
    }

    [Fact]
    public void Types_are_as_loose_as_in_the_wild()
    {
        var documents = RetailDocuments.Encode(RetailGenerator.Generate(new RetailOptions(20_000))).ToList();
        int Count(byte type, string name)
        {
            byte[] head = [type, .. Encoding.ASCII.GetBytes(name), 0];
            return documents.Count(d => d.Span.IndexOf(head) > 0);
        }

        Assert.True(Count(0x10, "CustomerID") > 10_000);
        Assert.InRange(Count(0x02, "CustomerID"), 1, 2_000);
        Assert.True(Count(0x0A, "Description") > 0);
        Assert.Equal(20_000, Count(0x02, "Country"));
    }

    private static string Id(ReadOnlyMemory<byte> document) => Convert.ToHexString(document.Span.Slice(9, 12));
}
