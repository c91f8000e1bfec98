using System.Globalization;
using System.Numerics;
using System.Text;
using Npgsql;
using Penstock.Core.Errors;
using Penstock.Testing;
using Penstock.Warehouse.Copy;
using Penstock.Warehouse.Types;

namespace Penstock.Warehouse.Tests.Copy;

/// <summary>What goes in as vectors comes back as text from a real PostgreSQL; texts are made without the encoder's help.</summary>
public sealed class CopyEncoderTests(PostgresFixture postgres)
{
    private static readonly BigInteger Ten38 = BigInteger.Pow(10, 38);

    [Fact]
    public async Task Integers_keep_their_extremes_and_nulls()
    {
        await RoundTripAsync<short>("smallint", [0, 1, -1, short.MinValue, short.MaxValue, null], v => Plain(v));
        await RoundTripAsync<int>("integer", [0, -1, int.MinValue, int.MaxValue, null], v => Plain(v));
        await RoundTripAsync<long>("bigint", [0, -1, long.MinValue, long.MaxValue, null], v => Plain(v));
        await RoundTripAsync<byte>("boolean", [0, 1, null], v => v == 0 ? "false" : "true");
    }

    [Fact]
    public async Task Floating_point_numbers_keep_every_bit()
    {
        double?[] doubles =
        [
            0,
            -0.0,
            1.5,
            double.Epsilon,
            double.MaxValue,
            double.MinValue,
            double.NaN,
            double.PositiveInfinity,
            double.NegativeInfinity,
            0.1 + 0.2,
            null,
        ];
        await RoundTripAsync(
            "double precision",
            doubles,
            v => v,
            text => double.Parse(text, CultureInfo.InvariantCulture)
        );
        float?[] floats = [0, 1.5f, float.Epsilon, float.MaxValue, float.NaN, float.NegativeInfinity, 0.1f, null];
        await RoundTripAsync("real", floats, v => v, text => float.Parse(text, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Dates_and_timestamps_keep_infinities_and_the_limits_of_postgres()
    {
        await RoundTripAsync<int>(
            "date",
            [0, 10957, -1, -719162, 2145031949 + 10957 - 1, -2451545 + 10957, int.MaxValue, -int.MaxValue, null],
            v =>
                v switch
                {
                    0 => "1970-01-01",
                    10957 => "2000-01-01",
                    -1 => "1969-12-31",
                    -719162 => "0001-01-01",
                    int.MaxValue => "infinity",
                    -int.MaxValue => "-infinity",
                    > 0 => "5874897-12-31",
                    _ => "4714-11-24 BC",
                }
        );
        await RoundTripAsync<long>(
            "timestamp",
            [0, 1, -1, 946684800000000, long.MaxValue, -long.MaxValue, long.MaxValue - 1, null],
            v =>
                v switch
                {
                    0 => "1970-01-01 00:00:00",
                    1 => "1970-01-01 00:00:00.000001",
                    -1 => "1969-12-31 23:59:59.999999",
                    946684800000000 => "2000-01-01 00:00:00",
                    long.MaxValue => "infinity",
                    -long.MaxValue => "-infinity",
                    _ => "294247-01-10 04:00:54.775806",
                }
        );
        await RoundTripAsync<long>(
            "timestamptz",
            [0, 1291192560000000, null],
            v => v == 0 ? "1970-01-01 00:00:00+00" : "2010-12-01 08:36:00+00"
        );
        await RoundTripAsync<long>("time", [0, 86_399_999_999, null], v => v == 0 ? "00:00:00" : "23:59:59.999999");
    }

    [Theory]
    [InlineData("date", "a date outside of")]
    [InlineData("timestamp", "a timestamp outside of")]
    public void A_day_that_postgres_does_not_have_is_refused_with_its_place(string type, string what)
    {
        using var vectors = new VectorBuilder();
        using var encoder = new CopyEncoder(Stream.Null, "shop.sale", [new CopyColumn("sold", PgTypes.Parse(type)!)]);
        var vector =
            type == "date" ? vectors.Build<int>([0, -2147483646]) : vectors.Build<long>([0, -9223372022400000000]);

        var error = Assert.Throws<PenstockException>(() => encoder.Write([vector], 2));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains("shop.sale, column sold, row 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_of_any_length_and_script_arrive_whole_also_when_longer_than_the_buffer()
    {
        string?[] texts =
        [
            "",
            "a",
            "twelve bytes",
            "thirteen byte",
            "tab\tquote'\"\\backslash\r\n",
            "\\N",
            "ünïcode ✓ 🍇",
            new string('x', 4095),
            new string('é', 100_000),
            null,
            "\u0001",
        ];
        await RoundTripTextAsync("text", texts, bufferSize: 64);
        await RoundTripTextAsync("text", texts, bufferSize: 1 << 16);
        await RoundTripTextAsync("varchar(100000)", texts, bufferSize: 4096);
        await RoundTripTextAsync(
            "jsonb",
            ["{}", """{"a": [1, null, "é"]}""", "\"" + new string('y', 9000) + "\"", null],
            bufferSize: 256
        );
    }

    [Fact]
    public void A_nul_character_is_refused_with_its_place()
    {
        using var vectors = new VectorBuilder();
        using var encoder = new CopyEncoder(Stream.Null, "shop.sale", [new CopyColumn("note", PgTypes.Parse("text")!)]);

        var error = Assert.Throws<PenstockException>(() =>
            encoder.Write(
                [
                    vectors.BuildTexts([
                        [65],
                        [66, 0, 67],
                    ]),
                ],
                2
            )
        );
        Assert.Contains("NUL character: shop.sale, column note, row 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_and_uuids_arrive_as_they_are()
    {
        byte[]?[] blobs =
        [
            [],
            [0],
            [0xFF, 0, 0x80],
            [.. Enumerable.Range(0, 20_000).Select(i => (byte)i)],
            null,
        ];
        using (var vectors = new VectorBuilder())
            Assert.Equal(
                blobs.Select(b => b is null ? null : "\\x" + Convert.ToHexStringLower(b)),
                await CopyAsync("bytea", vectors.BuildTexts(blobs), blobs.Length, 512)
            );

        Guid?[] uuids = [Guid.Empty, Guid.AllBitsSet, Guid.Parse("01234567-89ab-cdef-8123-456789abcdef"), null];
        await RoundTripAsync("uuid", [.. uuids.Select(ToHugeInt)], v => v, text => ToHugeInt(Guid.Parse(text))!.Value);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(4, 4)]
    [InlineData(9, 2)]
    [InlineData(18, 4)]
    [InlineData(18, 18)]
    [InlineData(19, 1)]
    [InlineData(38, 0)]
    [InlineData(38, 10)]
    [InlineData(38, 37)]
    [InlineData(38, 38)]
    public async Task Decimals_of_every_width_keep_every_digit(int precision, int scale)
    {
        var random = new Random(20101201 + (100 * precision) + scale);
        var limit = BigInteger.Pow(10, precision) - 1;
        List<BigInteger?> values =
        [
            0,
            1,
            -1,
            10,
            -100,
            1000,
            9999,
            10000,
            limit,
            -limit,
            limit / 2,
            BigInteger.Pow(10, precision - 1),
            null,
        ];
        values.RemoveAll(v => v is { } x && BigInteger.Abs(x) > limit);
        for (var i = 0; i < 5000; i++)
        {
            var digits = random.Next(1, precision + 1);
            var value = Enumerable
                .Range(0, digits)
                .Aggregate(BigInteger.Zero, (v, _) => (v * 10) + (random.Next(3) == 0 ? 0 : random.Next(10)));
            values.Add(random.Next(2) == 0 ? value : -value);
        }
        var type = $"numeric({precision},{scale})";
        using var vectors = new VectorBuilder();
        var vector = precision switch
        {
            <= 4 => vectors.Build([.. values.Select(v => (short?)v)]),
            <= 9 => vectors.Build([.. values.Select(v => (int?)v)]),
            <= 18 => vectors.Build([.. values.Select(v => (long?)v)]),
            _ => vectors.Build([.. values.Select(v => (Int128?)v)]),
        };
        Assert.Equal(
            values.Select(v => v is { } x ? Decimal(x, scale) : null),
            await CopyAsync(type, vector, values.Count, 4096)
        );
    }

    [Fact]
    public async Task Random_rows_of_all_types_arrive_as_they_left()
    {
        var random = new Random(541909);
        const int Count = 2048;
        int?[] ints =
        [
            .. Enumerable
                .Range(0, Count)
                .Select(_ => random.Next(5) == 0 ? (int?)null : random.Next(int.MinValue, int.MaxValue)),
        ];
        double?[] doubles =
        [
            .. Enumerable
                .Range(0, Count)
                .Select(_ =>
                    random.Next(5) == 0
                        ? (double?)null
                        : BitConverter.Int64BitsToDouble(random.NextInt64(0x7FE0_0000_0000_0000))
                ),
        ];
        string?[] texts = [.. Enumerable.Range(0, Count).Select(_ => random.Next(5) == 0 ? null : RandomText(random))];
        using var vectors = new VectorBuilder();
        var columns = new[] { ("a", "integer"), ("b", "double precision"), ("c", "text") };
        var rows = await CopyAsync(
            columns,
            [vectors.Build(ints), vectors.Build(doubles), vectors.BuildTexts([.. texts.Select(Utf8)])],
            Count,
            300
        );

        Assert.Equal(ints.Select(v => v is { } x ? Plain(x) : null), rows.Select(r => r[0]));
        Assert.Equal(
            doubles,
            rows.Select(r => r[1] is { } t ? double.Parse(t, CultureInfo.InvariantCulture) : (double?)null)
        );
        Assert.Equal(texts, rows.Select(r => r[2]));
    }

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(40); i > 0; i--)
        {
            var rune = random.Next(4) == 0 ? random.Next(0x1F300, 0x1F600) : random.Next(1, 0xD7FF);
            text.Append(new Rune(rune).ToString());
        }
        return text.ToString();
    }

    private static string Decimal(BigInteger unscaled, int scale)
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (unscaled < 0 ? "-" : "") + digits[..^scale] + (scale == 0 ? "" : "." + digits[^scale..]);
    }

    private static Int128? ToHugeInt(Guid? guid) =>
        guid is not { } g
            ? null
            : new Int128(
                System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(g.ToByteArray(bigEndian: true)) ^ 1UL << 63,
                System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(g.ToByteArray(bigEndian: true).AsSpan(8))
            );

    private static string Plain<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static byte[]? Utf8(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    private async Task RoundTripAsync<T>(string type, T?[] values, Func<T, string> text)
        where T : unmanaged => await RoundTripAsync(type, values, v => v is { } x ? text(x) : null, t => t);

    private async Task RoundTripAsync<T, TResult>(
        string type,
        T?[] values,
        Func<T?, object?> expected,
        Func<string, TResult> parse
    )
        where T : unmanaged
    {
        using var vectors = new VectorBuilder();
        var found = await CopyAsync(type, vectors.Build(values), values.Length, 128);
        Assert.Equal(values.Select(v => expected(v)), found.Select(t => t is null ? null : (object?)parse(t)));
    }

    private async Task RoundTripTextAsync(string type, string?[] texts, int bufferSize)
    {
        using var vectors = new VectorBuilder();
        Assert.Equal(
            texts,
            await CopyAsync(type, vectors.BuildTexts([.. texts.Select(Utf8)]), texts.Length, bufferSize)
        );
    }

    private async Task<IEnumerable<string?>> CopyAsync(string type, CopyVector vector, int count, int bufferSize) =>
        (await CopyAsync([("v", type)], [vector], count, bufferSize)).Select(r => r[0]);

    private async Task<List<string?[]>> CopyAsync(
        (string Name, string Type)[] columns,
        CopyVector[] vectors,
        int count,
        int bufferSize
    )
    {
        await using var connection = new NpgsqlConnection(await postgres.CreateDatabaseAsync() + ";Pooling=false");
        await connection.OpenAsync();
        var pg = columns.Select(c => new CopyColumn(c.Name, PgTypes.Parse(c.Type)!)).ToList();
        await using (
            var create = new NpgsqlCommand(
                $"CREATE TABLE t (n bigserial, {string.Join(", ", pg.Select(c => $"{c.Name} {c.Type.Name}"))})",
                connection
            )
        )
            await create.ExecuteNonQueryAsync();
        await using (
            var copy = await connection.BeginRawBinaryCopyAsync(
                $"COPY t ({string.Join(", ", pg.Select(c => c.Name))}) FROM STDIN (FORMAT binary)"
            )
        )
        {
            using var encoder = new CopyEncoder(copy, "t", pg, bufferSize);
            encoder.Write(vectors, count);
            encoder.Finish();
            Assert.Equal(count, encoder.Rows);
        }
        await using var read = new NpgsqlCommand(
            $"SELECT {string.Join(", ", pg.Select(c => $"{c.Name}::text"))} FROM t ORDER BY n",
            connection
        );
        await using var reader = await read.ExecuteReaderAsync();
        List<string?[]> rows = [];
        while (await reader.ReadAsync())
            rows.Add([
                .. Enumerable.Range(0, columns.Length).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i)),
            ]);
        return rows;
    }
}
