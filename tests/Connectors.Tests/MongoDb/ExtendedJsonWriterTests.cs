using System.Text;
using System.Text.Json.Nodes;
using Penstock.Connectors.MongoDb.Bson;
using Penstock.Sandbox.MongoDb.Bson;
using BsonType = Penstock.Sandbox.MongoDb.Bson.BsonType;

namespace Penstock.Connectors.Tests.MongoDb;

public class ExtendedJsonWriterTests
{
    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1, "1.0")]
    [InlineData(2.55, "2.55")]
    [InlineData(-3.5, "-3.5")]
    [InlineData(0.07, "0.07")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(1e300, "1E+300")]
    [InlineData(5e-324, "5E-324")]
    [InlineData(123456789012.34, "123456789012.34")]
    [InlineData(1e17, "1E+17")]
    [InlineData(double.NaN, """{"$numberDouble":"NaN"}""")]
    [InlineData(double.PositiveInfinity, """{"$numberDouble":"Infinity"}""")]
    [InlineData(double.NegativeInfinity, """{"$numberDouble":"-Infinity"}""")]
    public void A_double_stays_a_double(double value, string expected) =>
        Assert.Equal(expected, Value(w => w.Double("v", value)));

    [Fact]
    public void Every_double_reads_back_as_the_same_bits()
    {
        var random = new Random(11);
        for (var i = 0; i < 100_000; i++)
        {
            var value =
                i % 3 == 0 ? BitConverter.Int64BitsToDouble(random.NextInt64())
                : i % 3 == 1 ? random.Next() / 100.0
                : random.NextDouble() * 1000;
            if (!double.IsFinite(value))
                continue;
            var text = Value(w => w.Double("v", value));
            Assert.Equal(value, double.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Contains(text, c => c is '.' or 'E');
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void An_int_is_a_number(int value) => Assert.Equal($"{value}", Value(w => w.Int32("v", value)));

    [Theory]
    [InlineData(9_007_199_254_740_993)]
    [InlineData(long.MinValue)]
    public void A_long_is_a_number_with_all_its_digits(long value) =>
        Assert.Equal($"{value}", Value(w => w.Int64("v", value)));

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("", "\"\"")]
    [InlineData("a\"b\\c/d", "\"a\\\"b\\\\c/d\"")]
    [InlineData("\n\r\t\b\f\u0001\u001f\0", "\"\\n\\r\\t\\b\\f\\u0001\\u001f\\u0000\"")]
    [InlineData("Größe €5 𝄞 ~\u007f", "\"Größe €5 𝄞 ~\u007f\"")]
    public void Text_is_escaped_only_where_JSON_demands_it(string value, string expected) =>
        Assert.Equal(expected, Value(w => w.String("v", value)));

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(1291191960000, "2010-12-01T08:26:00Z")]
    [InlineData(1291191960007, "2010-12-01T08:26:00.007Z")]
    [InlineData(253402300799999, "9999-12-31T23:59:59.999Z")]
    public void A_date_is_ISO_8601_in_UTC(long milliseconds, string expected) =>
        Assert.Equal($$"""{"$date":"{{expected}}"}""", Value(w => Date(w, milliseconds)));

    [Theory]
    [InlineData(-1)]
    [InlineData(253402300800000)]
    [InlineData(long.MinValue)]
    public void A_date_that_ISO_8601_cannot_hold_is_a_number_of_milliseconds(long milliseconds) =>
        Assert.Equal($$$"""{"$date":{"$numberLong":"{{{milliseconds}}}"}}""", Value(w => Date(w, milliseconds)));

    [Fact]
    public void Other_types_keep_their_wrappers()
    {
        Assert.Equal(
            """{"$oid":"4cf5f1c8a1b2c3d4e5f60718"}""",
            Value(w => w.ObjectId("v", Convert.FromHexString("4cf5f1c8a1b2c3d4e5f60718")))
        );
        Assert.Equal("true", Value(w => w.Boolean("v", true)));
        Assert.Equal("null", Value(w => w.Null("v")));
        Assert.Equal("""{"$binary":{"base64":"//8=","subType":"00"}}""", Value(w => w.Binary("v", [255, 255])));
        Assert.Equal(
            """{"$binary":{"base64":"//8=","subType":"02"}}""",
            Value(w => w.Binary("v", [2, 0, 0, 0, 255, 255], 2))
        );
        Assert.Equal("""{"$binary":{"base64":"","subType":"80"}}""", Value(w => w.Binary("v", [], 0x80)));
        Assert.Equal(
            """{"$regularExpression":{"pattern":"a\"b","options":"im"}}""",
            Value(w => w.Raw(BsonType.Regex, "v", "a\"b\0im\0"u8))
        );
        Assert.Equal(
            """{"$timestamp":{"t":4294967295,"i":7}}""",
            Value(w => w.Raw(BsonType.Timestamp, "v", [7, 0, 0, 0, 255, 255, 255, 255]))
        );
        Assert.Equal("""{"$minKey":1}""", Value(w => w.Raw(BsonType.MinKey, "v", [])));
        Assert.Equal("""{"$maxKey":1}""", Value(w => w.Raw(BsonType.MaxKey, "v", [])));
        Assert.Equal("""{"$undefined":true}""", Value(w => w.Raw(BsonType.Undefined, "v", [])));
        Assert.Equal("""{"$code":"f()"}""", Value(w => w.Text(BsonType.JavaScript, "v", "f()"u8)));
        Assert.Equal("""{"$symbol":"s"}""", Value(w => w.Text(BsonType.Symbol, "v", "s"u8)));
        Assert.Equal(
            """{"$code":"f","$scope":{}}""",
            Value(w => w.Raw(BsonType.JavaScriptWithScope, "v", [15, 0, 0, 0, 2, 0, 0, 0, 102, 0, 5, 0, 0, 0, 0]))
        );
        Assert.Equal(
            """{"$dbPointer":{"$ref":"c","$id":{"$oid":"000000000000000000000000"}}}""",
            Value(w => w.Raw(BsonType.DbPointer, "v", [2, 0, 0, 0, 99, 0, .. new byte[12]]))
        );
    }

    // The examples of the specification's test corpus (bson-corpus/tests/decimal128-1.json).
    [Theory]
    [InlineData("000000000000000000000000000000FC", "NaN")]
    [InlineData("00000000000000000000000000000078", "Infinity")]
    [InlineData("000000000000000000000000000000F8", "-Infinity")]
    [InlineData("00000000000000000000000000004030", "0")]
    [InlineData("00000000000000000000000000003E30", "0.0")]
    [InlineData("D2040000000000000000000000003430", "0.001234")]
    [InlineData("40EF5A07000000000000000000002A30", "0.00123400000")]
    [InlineData("01000000000000000000000000004230", "1E+1")]
    [InlineData("FFFFFFFF638E8D37C087ADBE09EDFF5F", "9.999999999999999999999999999999999E+6144")]
    [InlineData("000000000000000000000000000040B0", "-0")]
    public void A_decimal_keeps_its_digits(string hex, string expected)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal($$"""{"$numberDecimal":"{{expected}}"}""", Value(w => w.Raw(BsonType.Decimal128, "v", bytes)));
    }

    [Fact]
    public void Nested_documents_and_arrays_are_written_in_their_order()
    {
        var document = Document(w =>
        {
            w.BeginDocument("b");
            w.Int32("z", 1);
            w.BeginArray("a");
            w.Int32("0", 1);
            w.BeginDocument("1");
            w.End();
            w.End();
            w.End();
            w.Int32("a\"", 2);
        });

        Assert.Equal("""{"b":{"z":1,"a":[1,{}]},"a\"":2}""", Json(document));
    }

    [Fact]
    public void Fields_are_found_whatever_their_order_from_document_to_document()
    {
        using var buffer = new LineBuffer(16);
        var writer = new ExtendedJsonWriter(buffer);
        foreach (var names in new[] { "abc", "cab", "b", "", "bdac", "ca" })
        {
            writer.Write(
                Document(w =>
                {
                    foreach (var name in names)
                        w.Int32($"{name}", name);
                })
            );
            buffer.Add((byte)'\n');
        }

        Assert.Equal(
            """
            {"a":97,"b":98,"c":99}
            {"c":99,"a":97,"b":98}
            {"b":98}
            {}
            {"b":98,"d":100,"a":97,"c":99}
            {"c":99,"a":97}

            """,
            Encoding.UTF8.GetString(buffer.Written)
        );
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_replaced_and_reported()
    {
        using var buffer = new LineBuffer(16);
        var writer = new ExtendedJsonWriter(buffer);

        Assert.False(
            writer.Write(Document(w => w.Text(BsonType.String, "v", [.. "a"u8, 0xC3, 0x28, 0xFF, .. "\"z"u8])))
        );
        Assert.Equal("{\"v\":\"a\uFFFD(\uFFFD\\\"z\"}", Encoding.UTF8.GetString(buffer.Written));
        Assert.True(writer.Write(Document(w => w.String("v", "fine"))));
    }

    [Fact]
    public void A_name_that_is_no_UTF_8_is_replaced_and_reported_each_time()
    {
        using var buffer = new LineBuffer(16);
        var writer = new ExtendedJsonWriter(buffer);
        byte[] document = [12, 0, 0, 0, 0x10, 0xFF, 0, 1, 0, 0, 0, 0];

        Assert.False(writer.Write(document));
        Assert.False(writer.Write(document));
        Assert.Equal("{\"\uFFFD\":1}{\"\uFFFD\":1}", Encoding.UTF8.GetString(buffer.Written));
    }

    [Fact]
    public void The_shape_is_the_union_of_all_fields_with_their_types()
    {
        using var buffer = new LineBuffer(16);
        var writer = new ExtendedJsonWriter(buffer);
        writer.Write(
            Document(w =>
            {
                w.Int32("n", 1);
                w.BeginDocument("address");
                w.String("city", "x");
                w.End();
            })
        );
        writer.Write(
            Document(w =>
            {
                w.Double("n", 1);
                w.BeginArray("tags");
                w.String("0", "t");
                w.Null("1");
                w.End();
                w.Null("address");
            })
        );

        var shape = ShapeJson.Of(writer.Shape, writer.Budget, 2);
        writer.Shape.Reset();
        writer.Write(Document(w => w.Int64("n", 1)));

        Assert.Equal(
            """{"fields":{"n":{"types":["double","int"]},"address":{"types":["object","null"],"fields":{"city":{"types":["string"]}}},"tags":{"types":["array"],"items":{"types":["string","null"]}}},"documents":2,"order":["n","address","tags"]}""",
            shape.ToJsonString()
        );
        Assert.Equal(
            """{"fields":{"n":{"types":["long"]}},"documents":1,"order":["n"]}""",
            ShapeJson.Of(writer.Shape, writer.Budget, 1).ToJsonString()
        );
    }

    [Fact]
    public void Documents_with_ids_as_field_names_do_not_grow_the_shape_without_end()
    {
        using var buffer = new LineBuffer(16);
        var writer = new ExtendedJsonWriter(buffer, maxShapeFields: 10);
        for (var i = 0; i < 50; i++)
            writer.Write(Document(w => w.Int32($"id{i}", i)));

        var shape = ShapeJson.Of(writer.Shape, writer.Budget, 50);

        Assert.Equal(10, shape["fields"]!.AsObject().Count);
        Assert.False((bool)shape["complete"]!);
        Assert.EndsWith("{\"id49\":49}", Encoding.UTF8.GetString(buffer.Written), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_bytes_are_an_error_and_leave_nothing_behind()
    {
        var whole = Document(w =>
        {
            w.String("text", "some text");
            w.BeginDocument("d");
            w.Int32("n", 1);
            w.End();
            w.Binary("b", [1, 2, 3]);
        });
        var random = new Random(5);
        using var buffer = new LineBuffer(16);
        var writer = new ExtendedJsonWriter(buffer);
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = whole.ToArray();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (i % 2 == 0)
                damaged = damaged[..random.Next(5, damaged.Length)];
            var before = buffer.Length;
            try
            {
                writer.Write(damaged);
            }
            catch (InvalidDataException)
            {
                Assert.Equal(before, buffer.Length);
            }
            buffer.CutTo(0);
        }
    }

    [Fact]
    public void A_hostile_depth_is_an_error_not_a_crash()
    {
        var bytes = new List<byte>();
        const int Levels = 100_000;
        for (var i = 0; i < Levels; i++)
            bytes.AddRange([.. BitConverter.GetBytes(5 + ((Levels - i - 1) * 8)), 3, (byte)'a', 0]);
        bytes.AddRange(new byte[Levels * 2]);
        using var buffer = new LineBuffer(16);

        Assert.Throws<InvalidDataException>(() => new ExtendedJsonWriter(buffer).Write(bytes.ToArray()));
    }

    private static void Date(BsonWriter writer, long milliseconds) =>
        writer.Raw(BsonType.Date, "v", BitConverter.GetBytes(milliseconds));

    private static string Value(Action<BsonWriter> write)
    {
        var json = Json(Document(write));
        JsonNode.Parse(json);
        return json["{\"v\":".Length..^1];
    }

    private static string Json(byte[] document)
    {
        using var buffer = new LineBuffer(16);
        Assert.True(new ExtendedJsonWriter(buffer).Write(document));
        return Encoding.UTF8.GetString(buffer.Written);
    }

    private static byte[] Document(Action<BsonWriter> write)
    {
        var writer = new BsonWriter();
        writer.BeginDocument();
        write(writer);
        writer.End();
        return writer.ToArray();
    }
}
