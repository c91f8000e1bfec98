using System.Globalization;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>Tables of random columns with nulls and extreme values, written, read back, and read by others.</summary>
public sealed class RandomTablesTests(PostgresFixture postgres)
{
    private const int Rows = 200;

    // A type, and values of it at its edges.
    private static readonly (string Type, string[] Values)[] Scalars =
    [
        ("BOOLEAN", ["true", "false"]),
        ("INTEGER", ["'-2147483648'", "2147483647", "0"]),
        ("BIGINT", ["'-9223372036854775808'", "9223372036854775807", "1"]),
        ("FLOAT", ["'-inf'", "'inf'", "1.5", "'-0.0'"]),
        ("DOUBLE", ["'nan'", "1.7976931348623157e308", "'-4.9e-324'"]),
        ("DECIMAL(9,2)", ["'-9999999.99'", "9999999.99"]),
        ("DECIMAL(38,10)", ["'-9999999999999999999999999999.9999999999'", "0.0000000001"]),
        ("DATE", ["'0001-01-01'", "'9999-12-31'", "'1969-12-31'"]),
        ("TIMESTAMP", ["'0001-01-01'", "'9999-12-31 23:59:59.999999'", "'1969-12-31 23:59:59.999999'"]),
        ("TIMESTAMPTZ", ["'1883-11-18 12:00:00+00'", "'2500-01-01 00:00:00.000001+00'"]),
        ("TIME", ["'00:00:00'", "'23:59:59.999999'"]),
        ("VARCHAR", ["''", "'naïve ☃ 𝄞'", "'a''b'", "repeat('x', 10000)"]),
        ("BLOB", [@"'\x00\xFF'::BLOB", "''::BLOB"]),
        ("UUID", ["'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"]),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task What_is_written_is_read_here_and_by_others(int seed)
    {
        var random = new Random(seed);
        await using var lake = await TestLake.CreateAsync(postgres);
        var columns = Enumerable
            .Range(0, random.Next(3, 12))
            .Select(i => (Name: $"c{i.ToString(CultureInfo.InvariantCulture)}", Value: Value(random, 0)))
            .ToList();
        var rows = string.Join(
            " UNION ALL ",
            Enumerable
                .Range(0, Rows)
                .Select(i => $"SELECT {string.Join(", ", columns.Select(c => $"{c.Value()} AS {c.Name}"))}")
        );

        var snapshot = await lake.PublishAsync("raw.random", rows);

        await using var job = lake.Lake.OpenJob();
        await job.AttachTableAsync(snapshot, "t");
        await job.ExecuteAsync($"CREATE TABLE expected AS {rows}");
        Assert.Equal(0L, (await job.QueryAsync("SELECT count(*) FROM (FROM t EXCEPT ALL FROM expected)")).Rows[0][0]);
        Assert.Equal((long)Rows, (await job.QueryAsync("SELECT count(*) FROM t")).Rows[0][0]);
        var nulls = (
            await job.QueryAsync(
                $"SELECT {string.Join(", ", columns.Select(c => $"count(*) FILTER ({c.Name} IS NULL)"))} FROM expected"
            )
        ).Rows[0];
        var other = (await OtherReaders.ReadAsync([(await lake.Lake.Objects.FetchAsync(snapshot.Files[0].Key)).Path]))[
            0
        ]!;
        Assert.Equal(
            (Rows, Rows, columns.Count),
            ((int)other["rows"]!, (int)other["wasmRows"]!, (int)other["wasmColumns"]!)
        );
        Assert.Equal(
            nulls.Select(n => Convert.ToInt32(n, CultureInfo.InvariantCulture)),
            columns.Select(c => (int)other["nulls"]![c.Name]!)
        );
    }

    /// <summary>Makes a type; each call of the result gives a value of it, sometimes NULL.</summary>
    private static Func<string> Value(Random random, int depth)
    {
        var (type, make) = Make(random, depth);
        return () => random.Next(5) == 0 ? $"NULL::{type}" : make();
    }

    private static (string Type, Func<string> Make) Make(Random random, int depth)
    {
        if (depth < 2 && random.Next(4) == 0)
        {
            var (inner, value) = Make(random, depth + 1);
            switch (random.Next(3))
            {
                case 0:
                    return (
                        $"{inner}[]",
                        () =>
                            $"[{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(4) == 0 ? "NULL" : value()))}]::{inner}[]"
                    );
                case 1:
                    return (
                        $"MAP(VARCHAR, {inner})",
                        () =>
                            $"MAP {{{string.Join(", ", Enumerable.Range(0, random.Next(3)).Select(i => $"'k{i.ToString(CultureInfo.InvariantCulture)}': {value()}"))}}}::MAP(VARCHAR, {inner})"
                    );
                default:
                    return (
                        $"STRUCT(x {inner}, y INTEGER)",
                        () =>
                            $"{{'x': {(random.Next(4) == 0 ? "NULL" : value())}, 'y': {random.Next().ToString(CultureInfo.InvariantCulture)}}}::STRUCT(x {inner}, y INTEGER)"
                    );
            }
        }
        var (type, values) = Scalars[random.Next(Scalars.Length)];
        return (type, () => $"{values[random.Next(values.Length)]}::{type}");
    }
}
