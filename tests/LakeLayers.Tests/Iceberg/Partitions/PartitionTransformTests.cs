using System.Text;
using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;

namespace Penstock.LakeLayers.Tests.Iceberg.Partitions;

/// <summary>Partition transforms against the values that the specification gives, and at the edges of their types.</summary>
public sealed class PartitionTransformTests
{
    // https://iceberg.apache.org/spec/#appendix-b-32-bit-hash-requirements
    [Theory]
    [InlineData("int", 34, 2017239379)]
    [InlineData("long", 34, 2017239379)]
    [InlineData("date", 17486, -653330422)] // 2017-11-16
    [InlineData("time", 81_068_000_000, -662762989)] // 22:31:08
    [InlineData("timestamp", 1_510_871_468_000_000, -2047944441)] // 2017-11-16T22:31:08
    [InlineData("timestamp", 1_510_871_468_000_001, -1207196810)]
    [InlineData("timestamptz", 1_510_871_468_000_000, -2047944441)] // 2017-11-16T14:31:08-08:00
    [InlineData("decimal(9,2)", 1420, -500754589)] // 14.20
    public void Numbers_go_to_the_buckets_of_the_specification(string type, long value, int hash) =>
        Assert.Equal(Bucket(hash), (int)All.Of(value, PrimitiveType.Parse(type)));

    [Theory]
    [InlineData("69636562657267", 1210000089)] // iceberg
    [InlineData("f79c3e09677c4bbda4793f349cb785e7", 1488055340)] // a uuid
    [InlineData("00010203", -188683207)]
    public void Bytes_go_to_the_buckets_of_the_specification(string hex, int hash) =>
        Assert.Equal(Bucket(hash), All.BucketOf(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("int", 10, 1, 0)]
    [InlineData("int", 10, -1, -10)]
    [InlineData("long", 10, -10, -10)]
    [InlineData("decimal(9,2)", 50, 1065, 1050)]
    [InlineData("decimal(9,2)", 50, -5, -50)]
    public void Numbers_are_cut_to_the_multiple_below_them(string type, int width, long value, long expected) =>
        Assert.Equal(
            expected,
            (long)new PartitionTransform(TransformKind.Truncate, width).Of(value, PrimitiveType.Parse(type))
        );

    [Theory]
    [InlineData("iceberg", "ice")]
    [InlineData("ic", "ic")]
    [InlineData("", "")]
    [InlineData("naïve", "naï")]
    [InlineData("☃𝄞x𝄞", "☃𝄞x")]
    public void Texts_are_cut_by_code_points(string text, string expected) =>
        Assert.Equal(
            expected,
            Encoding.UTF8.GetString(
                new PartitionTransform(TransformKind.Truncate, 3).Of(
                    Encoding.UTF8.GetBytes(text),
                    PrimitiveType.Parse("string")
                )
            )
        );

    [Theory]
    [InlineData("2017-11-16", 47, 574, 17486)]
    [InlineData("1970-01-01", 0, 0, 0)]
    [InlineData("1969-12-31", -1, -1, -1)]
    [InlineData("1969-01-01", -1, -12, -365)]
    [InlineData("1968-12-31", -2, -13, -366)]
    [InlineData("2000-02-29", 30, 361, 11016)]
    [InlineData("1900-03-01", -70, -838, -25508)]
    [InlineData("0001-01-01", -1969, -23628, -719162)]
    [InlineData("9999-12-31", 8029, 96359, 2932896)]
    public void Days_have_the_year_and_month_of_the_calendar_also_before_1970(string day, int year, int month, int days)
    {
        var number =
            DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).DayNumber
            - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        var (date, micros) = (PrimitiveType.Parse("date"), (number * 86_400_000_000L) + 86_399_999_999);
        Assert.Equal(
            (year, month, days),
            (
                (int)Of(TransformKind.Year, number, date),
                (int)Of(TransformKind.Month, number, date),
                (int)Of(TransformKind.Day, number, date)
            )
        );
        var moment = PrimitiveType.Parse("timestamp");
        Assert.Equal(
            (year, month, days),
            (
                (int)Of(TransformKind.Year, micros, moment),
                (int)Of(TransformKind.Month, micros, moment),
                (int)Of(TransformKind.Day, micros, moment)
            )
        );
        Assert.Equal((days * 24L) + 23, (long)Of(TransformKind.Hour, micros, moment));
    }

    [Fact]
    public void Every_day_of_a_millennium_is_in_the_month_that_the_calendar_says()
    {
        var epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        for (var day = new DateOnly(1500, 1, 1); day.Year < 2500; day = day.AddDays(1))
            Assert.Equal(((day.Year - 1970) * 12) + day.Month - 1, CalendarMonth.Of(day.DayNumber - epoch));
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("bucket[16]")]
    [InlineData("truncate[4]")]
    [InlineData("month")]
    public void A_name_is_read_as_it_is_written(string name) =>
        Assert.Equal(name, PartitionTransform.Parse(name)!.Name);

    [Theory]
    [InlineData("bucket")]
    [InlineData("bucket[0]")]
    [InlineData("bucket[-1]")]
    [InlineData("month[2]")]
    [InlineData("void")]
    [InlineData("Month")]
    [InlineData("")]
    public void Other_names_are_not_known(string name) => Assert.Null(PartitionTransform.Parse(name));

    private static PartitionTransform All { get; } = new(TransformKind.Bucket, int.MaxValue);

    private static int Bucket(int hash) => (hash & int.MaxValue) % int.MaxValue;

    private static Int128 Of(TransformKind kind, long value, PrimitiveType type) =>
        new PartitionTransform(kind).Of(value, type);
}
