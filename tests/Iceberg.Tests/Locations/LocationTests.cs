using Penstock.Iceberg.Locations;

namespace Penstock.Iceberg.Tests.Locations;

/// <summary>One place has one meaning, however engines spell it, and every spelling is kept.</summary>
public class LocationTests
{
    [Theory]
    [InlineData("file:/a/b", "file:///a/b")]
    [InlineData("file:/a/b", "file://localhost/a/b")]
    [InlineData("/a/b", "file:///a/b")]
    [InlineData("file:///a//b", "file:/a/b")]
    [InlineData("s3a://bucket/a/b", "s3://bucket/a/b")]
    [InlineData("s3n://bucket/a//b", "s3://bucket/a/b")]
    [InlineData("S3://bucket/a", "s3://bucket/a")]
    public void Spellings_of_one_place_are_equal_and_kept(string one, string other)
    {
        Assert.Equal(Location.Parse(one), Location.Parse(other));
        Assert.Equal(Location.Parse(one).GetHashCode(), Location.Parse(other).GetHashCode());
        Assert.Equal(one, Location.Parse(one).Spelling);
    }

    [Theory]
    [InlineData("file:/a/b", "file:/a/c")]
    [InlineData("file:/a/b", "s3://a/b")]
    [InlineData("s3://bucket/A", "s3://bucket/a")]
    [InlineData("s3://one/a", "s3://two/a")]
    [InlineData("file:/a/k=a%2Fb", "file:/a/k=a/b")]
    public void Other_places_are_not(string one, string other) =>
        Assert.NotEqual(Location.Parse(one), Location.Parse(other));

    [Theory]
    [InlineData("file:/lake/raw/t/data/a.parquet", "file:///lake/", "raw/t/data/a.parquet")]
    [InlineData("file:/my lake/raw/t", "file:///my%20lake/", "raw/t")]
    [InlineData("file:///my%20lake/raw/t", "file:///my%20lake/", "raw/t")]
    [InlineData("file:/lake/raw/t/k=50%25/a", "file:///lake", "raw/t/k=50%25/a")]
    [InlineData("s3a://bucket/lake/raw/t", "s3://bucket/lake/", "raw/t")]
    [InlineData("file:/lakes/raw/t", "file:///lake", null)]
    public void What_is_within_a_folder_is_named_as_it_stands(string location, string folder, string? rest) =>
        Assert.Equal(rest, Location.Parse(location).Within(Location.Parse(folder)));

    [Fact]
    public void A_name_counts_as_it_stands_before_its_escapes_are_resolved()
    {
        var index = new LocationIndex<string>();
        index.Add("file:///t/k=a%2Fb", "escaped");
        index.Add("file:///t/two words", "plain");
        index.Add("file:///t/x%2By", "x%2By");
        index.Add("file:///t/x+y", "x+y");

        Assert.Equal("escaped", index.Find("file:/t/k=a%2Fb"));
        Assert.Equal("escaped", index.Find("file:/t/k=a%252Fb"));
        Assert.Equal("plain", index.Find("file:/t/two%20words"));
        Assert.Equal("x%2By", index.Find("file:/t/x%2By"));
        Assert.Equal("x+y", index.Find("file:/t/x+y"));
        Assert.Null(index.Find("file:/t/none"));
    }
}
