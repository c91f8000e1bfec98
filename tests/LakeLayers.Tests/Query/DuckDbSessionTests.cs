using Penstock.Core.Errors;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Query;

public sealed class DuckDbSessionTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly DuckDbSession _session;

    public DuckDbSessionTests() => _session = DuckDbSession.Open(new DuckDbOptions(_folder.Path));

    [Theory]
    [InlineData("true", true)]
    [InlineData("42::TINYINT", (sbyte)42)]
    [InlineData("-7", -7)]
    [InlineData("9007199254740993", 9007199254740993L)]
    [InlineData("1.5::DOUBLE", 1.5)]
    [InlineData("'é, longer than twelve bytes'", "é, longer than twelve bytes")]
    [InlineData("'short'", "short")]
    [InlineData("NULL", null)]
    [InlineData("'b'::ENUM('a', 'b')", "b")]
    [InlineData("'{\"a\": 1}'::JSON", "{\"a\": 1}")]
    public void Plain_values_become_their_net_types(string sql, object? expected) => Assert.Equal(expected, One(sql));

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("é, longer than twelve bytes \0 and its end")]
    public void A_text_goes_in_and_comes_out_whole(string text) =>
        Assert.Equal(
            [text, (long)System.Text.Encoding.UTF8.GetByteCount(text)],
            _session.Query("SELECT $1, strlen($1)", [text]).Rows[0]
        );

    [Fact]
    public void Numbers_dates_and_identifiers_keep_every_digit()
    {
        Assert.Equal(-12.50m, One("-12.50::DECIMAL(18,2)"));
        Assert.Equal(
            "12345678901234567890123456789012345.678",
            One("12345678901234567890123456789012345.678::DECIMAL(38,3)")
        );
        Assert.Equal(
            Int128.Parse("-170141183460469231731687303715884105727"),
            One("-170141183460469231731687303715884105727::HUGEINT")
        );
        Assert.Equal(new DateTime(2010, 12, 1, 8, 26, 0), One("TIMESTAMP '2010-12-01 08:26:00'"));
        Assert.Equal(
            new DateTimeOffset(2010, 12, 1, 6, 26, 0, TimeSpan.Zero),
            One("TIMESTAMPTZ '2010-12-01 08:26:00+02'")
        );
        Assert.Equal(new DateOnly(1969, 12, 31), One("DATE '1969-12-31'"));
        Assert.Equal(new TimeOnly(23, 59, 59), One("TIME '23:59:59'"));
        Assert.Equal(
            Guid.Parse("8f14e45f-ceea-467a-9b6c-1d2e3f405162"),
            One("'8f14e45f-ceea-467a-9b6c-1d2e3f405162'::UUID")
        );
        Assert.Equal(new byte[] { 0, 255, 65 }, One("'\\x00\\xFFA'::BLOB"));
    }

    [Theory]
    [InlineData("'infinity'::DATE")]
    [InlineData("'-infinity'::DATE")]
    [InlineData("'44-03-15 (BC)'::DATE")]
    [InlineData("'0001-01-01'::DATE - 1")]
    [InlineData("'12344-02-29'::DATE + 365")]
    [InlineData("'290308-12-24 (BC)'::DATE")]
    [InlineData("'infinity'::TIMESTAMP")]
    [InlineData("'-infinity'::TIMESTAMP_S")]
    [InlineData("'infinity'::TIMESTAMP_MS")]
    [InlineData("'infinity'::TIMESTAMP_NS")]
    [InlineData("'infinity'::TIMESTAMPTZ")]
    [InlineData("'44-03-15 (BC) 12:00:00.5'::TIMESTAMP")]
    [InlineData("'20000-01-01 00:00:00'::TIMESTAMP")]
    [InlineData("'1969-12-31 23:59:59.123456789'::TIMESTAMP_NS")]
    [InlineData("'2024-01-01 00:00:00'::TIMESTAMP_NS")]
    [InlineData("'24:00:00'::TIME")]
    [InlineData("'01:02:03.5+05:30'::TIMETZ")]
    [InlineData("'01:02:03-15:59:59'::TIMETZ")]
    [InlineData("'01:02:03.123456789'::TIME_NS")]
    [InlineData("INTERVAL '25 hours'")]
    [InlineData("INTERVAL '1 year 2 months 3 days -4 hours -0.5 seconds'")]
    [InlineData("INTERVAL '-13 months'")]
    [InlineData("INTERVAL '0 days'")]
    [InlineData("to_microseconds(-9223372036854775808)")]
    [InlineData("'0101101011'::BIT")]
    [InlineData("'-340282366920938463463374607431768211456'::BIGNUM")]
    [InlineData("'1000000000000000000000000000000000000000000'::BIGNUM")]
    public void What_NETs_types_have_no_value_for_is_text_as_DuckDB_prints_it(string sql) =>
        Assert.Equal(_session.Scalar<string>($"SELECT ({sql})::VARCHAR"), Assert.IsType<string>(One(sql)));

    [Fact]
    public void Nested_values_become_lists_dictionaries_and_pairs()
    {
        var nested = Assert.IsType<Dictionary<string, object?>>(
            One("{a: [1, NULL, 3], b: {c: 'x'}, m: MAP {'k': 2}, f: [7, 8]::INTEGER[2]}")
        );
        Assert.Equal(new List<object?> { 1, null, 3 }, nested["a"]);
        Assert.Equal("x", ((Dictionary<string, object?>)nested["b"]!)["c"]);
        Assert.Equal([new("k", 2)], (List<KeyValuePair<object, object?>>)nested["m"]!);
        Assert.Equal(new List<object?> { 7, 8 }, nested["f"]);
    }

    [Fact]
    public void Parameters_arrive_as_they_are()
    {
        var id = Guid.NewGuid();
        var time = new DateTimeOffset(2020, 2, 29, 12, 0, 0, 123, TimeSpan.FromHours(2));
        object?[] given =
        [
            "it's",
            5L,
            7,
            2.5,
            -79228162514264337593543950335m,
            0.0001m,
            true,
            time.UtcDateTime,
            time,
            id,
            null,
            new byte[] { 1, 0, 2 },
            new DateOnly(2024, 2, 29),
        ];
        var row = _session.Query("SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13", given).Rows.Single();
        Assert.Equal(
            [
                "it's",
                5L,
                7,
                2.5,
                -79228162514264337593543950335m,
                0.0001m,
                true,
                time,
                time,
                id,
                null,
                new byte[] { 1, 0, 2 },
                new DateOnly(2024, 2, 29),
            ],
            row
        );
        Assert.Equal(new DateTime(2010, 1, 1), _session.Scalar<DateTime>("SELECT $1", [new DateTime(2010, 1, 1)]));
        Assert.Equal(2, _session.Scalar<int>("SELECT len($1)", [new[] { "a", "b" }]));
        Assert.Equal(0, _session.Scalar<int>("SELECT len($1::VARCHAR[])", [Array.Empty<string>()]));
    }

    [Fact]
    public void A_result_of_many_chunks_streams_with_its_nulls_in_place()
    {
        using var stream = _session.Stream(
            "SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE i::DECIMAL(20,2) END AS d, 'row ' || i AS t FROM range(10000) r(i)"
        );
        long rows = 0,
            sum = 0,
            nulls = 0;
        while (stream.MoveNext())
        {
            var (i, d, t) = (stream[0], stream[1], stream[2]);
            for (var row = 0; row < stream.Count; row++, rows++)
            {
                Assert.Equal(rows, i.GetInt64(row));
                if (d.IsNull(row))
                    nulls++;
                else
                    sum += (long)d.GetUnscaled(row);
                if (rows == 9_999)
                    Assert.Equal("row 9999"u8, t.GetBytes(row));
            }
        }
        Assert.Equal((10_000, 3_334), (rows, nulls));
        Assert.Equal(Enumerable.Range(0, 10_000).Where(i => i % 3 != 0).Sum(i => 100L * i), sum);
        Assert.Equal("DECIMAL(20,2)", stream.Columns[1].Type);
    }

    [Fact]
    public void Several_statements_run_in_order_and_the_last_counts()
    {
        Assert.Equal(3, _session.Execute("CREATE TABLE t(a INT); INSERT INTO t VALUES (1), (2), (3)"));
        Assert.Equal(3, _session.Execute($"COPY t TO '{_folder["t.parquet"]}' (FORMAT parquet)"));
    }

    [Fact]
    public void An_error_carries_the_engines_message_and_kind()
    {
        Assert.Equal(
            DuckDbErrorType.Binder,
            Assert.Throws<DuckDbException>(() => _session.Query("SELECT nowhere FROM range(1)")).ErrorType
        );
        Assert.Equal(DuckDbErrorType.Parser, Assert.Throws<DuckDbException>(() => _session.Query("SELEC 1")).ErrorType);
        var conversion = Assert.Throws<DuckDbException>(() =>
            _session.Query("SELECT (CASE WHEN i > 5000 THEN 'x' ELSE '1' END)::INT FROM range(9000) r(i)")
        );
        Assert.Equal(DuckDbErrorType.Conversion, conversion.ErrorType);
        Assert.Contains("Could not convert string 'x' to INT32", conversion.Message);
    }

    [Theory]
    [InlineData("SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("COPY (SELECT 1) TO '/var/tmp/penstock-out.csv'")]
    [InlineData("ATTACH '/var/tmp/penstock.duckdb'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET memory_limit = '100GB'")]
    public void The_sandbox_refuses(string sql) => Assert.Throws<DuckDbException>(() => _session.Execute(sql));

    [Fact]
    public async Task A_cancelled_query_ends_at_once_and_leaves_the_session_usable()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));
        var query = Task.Run(() =>
            _session.Scalar<long>(
                "SELECT count(*) FROM range(100000000) a(i), range(100000) b(j) WHERE (i * j) % 7 = 3",
                ct: cancel.Token
            )
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(1, _session.Scalar<int>("SELECT 1"));
    }

    [Fact]
    public void Only_selects_are_read_only()
    {
        Assert.True(_session.IsReadOnly("WITH x AS (SELECT 1) FROM x; DESCRIBE SELECT 1"));
        Assert.False(_session.IsReadOnly("CREATE TABLE t (a INT)"));
        Assert.False(_session.IsReadOnly($"COPY (SELECT 1) TO '{_folder["x.csv"]}'"));
        Assert.False(_session.IsReadOnly("EXPLAIN ANALYZE SELECT 1"));
    }

    /// <summary>The statement is not to blame for what the machine lacks.</summary>
    [Fact]
    public void A_full_disk_comes_with_advice_about_the_disk()
    {
        var error = new DuckDbException(
            "IO Error: Could not write file \"spill\": No space left on device",
            DuckDbErrorType.Io,
            "SELECT 1"
        );

        Assert.Contains("make room on the disk", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_setting_names_itself()
    {
        var error = Assert.ThrowsAny<PenstockException>(() =>
            DuckDbSession.Open(new DuckDbOptions(_folder.Path) { MemoryLimit = "plenty" })
        );
        Assert.Contains("plenty", error.Message);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    private object? One(string expression) => _session.Query($"SELECT {expression}").Rows.Single().Single();
}
