using System.Text;
using Penstock.Core.Errors;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tests.Iceberg.Fixtures;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Iceberg;

public sealed class FileStatisticsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly DuckDbSession _session;

    public FileStatisticsTests() => _session = DuckDbSession.Open(new DuckDbOptions(_folder.Path));

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("boolean", "false", "true", "00", "01")]
    [InlineData("int", "-2", "300", "FEFFFFFF", "2C010000")]
    [InlineData("long", "-2", "5000000000", "FEFFFFFFFFFFFFFF", "00F2052A01000000")]
    [InlineData("float", "-1.5", "2.5", "0000C0BF", "00002040")]
    [InlineData("double", "-1.5", "2.5", "000000000000F8BF", "0000000000000440")]
    [InlineData("decimal(5,2)", "-1.28", "300.00", "80", "7530")]
    [InlineData("decimal(15,3)", "-1.280", "1.000", "FB00", "03E8")]
    [InlineData("decimal(38,0)", "-129", "99999999999999999999", "FF7F", "056BC75E2D630FFFFF")]
    [InlineData("date", "1969-12-31", "1970-01-02", "FFFFFFFF", "01000000")]
    [InlineData("time", "00:00:00", "00:00:00.000256", "0000000000000000", "0001000000000000")]
    [InlineData("timestamp", "1969-12-31 23:59:59.999999", "1970-01-01", "FFFFFFFFFFFFFFFF", "0000000000000000")]
    [InlineData(
        "timestamptz",
        "1970-01-01 00:00:00+00",
        "1970-01-01 00:00:00.000001+00",
        "0000000000000000",
        "0100000000000000"
    )]
    [InlineData("string", "a", "é, and more than 16 characters", "61", "C3A92C20616E64206D6F7265207468616F")]
    public void Bounds_hold_over_row_groups_and_nulls_do_not_count(
        string type,
        string least,
        string greatest,
        string lower,
        string upper
    )
    {
        var schema = Schema(type);
        var path = Write(schema, $"CASE i % 3000 WHEN 0 THEN NULL WHEN 1 THEN '{greatest}' ELSE '{least}' END");

        var statistics = FileStatistics.Read(path, schema);

        Assert.Equal((6000, 2), (statistics.ValueCounts[7], statistics.NullCounts[7]));
        Assert.Equal(lower, Convert.ToHexString(statistics.LowerBounds[7]));
        Assert.Equal(upper, Convert.ToHexString(statistics.UpperBounds[7]));
    }

    [Theory]
    [InlineData("uuid", "'00000000-0000-0000-0000-00000000000' || (i % 9)")]
    [InlineData("binary", "'x'")]
    [InlineData("double", "CASE WHEN i = 5000 THEN 'nan' ELSE '1' END")]
    [InlineData("int", "NULL")]
    public void A_column_without_bounds_has_its_counts(string type, string value)
    {
        var schema = Schema(type);

        var statistics = FileStatistics.Read(Write(schema, value), schema);

        Assert.Equal((6000, value == "NULL" ? 6000 : 0), (statistics.ValueCounts[7], statistics.NullCounts[7]));
        Assert.Empty(statistics.LowerBounds);
        Assert.Empty(statistics.UpperBounds);
    }

    [Fact]
    public void A_group_of_nulls_alone_does_not_hide_the_bounds_of_the_others()
    {
        var schema = Schema("int");

        var statistics = FileStatistics.Read(Write(schema, "CASE WHEN i >= 4096 THEN i END"), schema);

        Assert.Equal(4096, BitConverter.ToInt32(statistics.LowerBounds[7]));
        Assert.Equal(4096, statistics.NullCounts[7]);
    }

    [Fact]
    public void Fields_of_structs_are_told_by_their_path_whatever_their_names()
    {
        var schema = new IcebergSchema(
            0,
            [
                new(1, "a", false, new StructType([new(2, "b, c", false, new PrimitiveType("int"))])),
                new(3, "a, b", false, new StructType([new(4, "c", false, new PrimitiveType("int"))])),
                new(5, "list", false, new ListType(6, new PrimitiveType("int"), false)),
            ]
        );
        var path = _folder["nested.parquet"];
        _session.Execute(
            $$"""COPY (SELECT {'b, c': 1} AS a, {c: 2} AS "a, b", [3] AS list) TO '{{path}}' {{ParquetCopy.Options(schema)}}"""
        );

        var statistics = FileStatistics.Read(path, schema);

        Assert.Equal([2, 4], statistics.LowerBounds.Keys.Order());
        Assert.Equal(
            (1, 2),
            (BitConverter.ToInt32(statistics.LowerBounds[2]), BitConverter.ToInt32(statistics.UpperBounds[4]))
        );
    }

    [Fact]
    public void Footers_that_other_writers_made_say_what_the_engine_reads_in_them()
    {
        FixtureLake.Unpack(_folder["tables"]);
        var files = Directory.GetFiles(_folder["tables"], "*.parquet", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var footer = ParquetFooter.Read(file);
            var read = footer.RowGroups.SelectMany(g =>
                g.Columns.Select(c =>
                    $"{string.Join(", ", c.MetaData!.PathInSchema)} {c.MetaData.NumValues} {c.MetaData.Statistics?.NullCount} {c.MetaData.TotalCompressedSize}"
                )
            );
            var engine = _session
                .Query(
                    "SELECT path_in_schema, num_values, stats_null_count, total_compressed_size FROM parquet_metadata($1)",
                    [file]
                )
                .Rows.Select(r => string.Join(' ', r));
            Assert.Equal(engine, read);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("PAR1PAR1")]
    [InlineData("PAR1 no parquet at all PAR0")]
    [InlineData("PAR1\u0015\u0000\u007f\u007f\u007f\u007fPAR1")]
    [InlineData("PAR1aaaaaaaaaaaaaaaa\u0010\u0000\u0000\u0000PAR1")]
    public void What_is_no_whole_Parquet_file_is_refused(string content)
    {
        var path = _folder["broken.parquet"];
        File.WriteAllText(path, content, new UTF8Encoding(false));

        var error = Assert.Throws<PenstockException>(() => ParquetFooter.Read(path));

        Assert.Contains("broken.parquet", error.ToString(), StringComparison.Ordinal);
    }

    private static IcebergSchema Schema(string type) =>
        new(0, [new NestedField(7, "v", false, new PrimitiveType(type))]);

    // Three row groups of 2,048, 2,048 and 1,904 rows.
    private string Write(IcebergSchema schema, string value)
    {
        var path = _folder["rows.parquet"];
        _session.Execute(
            $"COPY (SELECT CAST({value} AS {ColumnTypes.Sql(schema.Fields[0].Type)}) AS v FROM range(6000) r(i)) TO '{path}' ({ParquetCopy.Format(schema)}, ROW_GROUP_SIZE 2048)"
        );
        return path;
    }
}
