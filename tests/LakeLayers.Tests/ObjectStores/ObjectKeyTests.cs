using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Tests.ObjectStores;

public class ObjectKeyTests
{
    [Theory]
    [InlineData("report 2026.pdf", "report%202026.pdf")]
    [InlineData("Müller.pdf", "M%C3%BCller.pdf")]
    [InlineData("../../etc/passwd", "..%2F..%2Fetc%2Fpasswd")]
    [InlineData("..", "_%2E%2E")]
    [InlineData(".", "_%2E")]
    [InlineData("", "_")]
    [InlineData("100%", "100%25")]
    [InlineData("a\\b\0c\n", "a%5Cb%00c%0A")]
    [InlineData("🚰", "%F0%9F%9A%B0")]
    public void Foreign_text_becomes_one_harmless_segment(string foreign, string segment)
    {
        Assert.Equal(segment, ObjectKey.Segment(foreign));
        Assert.Equal(segment, ObjectKey.Check(segment));
    }

    [Fact]
    public void A_long_name_is_cut_and_half_a_surrogate_pair_does_no_harm()
    {
        Assert.Equal(120, ObjectKey.Segment(new string('ü', 500)).Length);
        Assert.Equal("%EF%BF%BD", ObjectKey.Segment("\uD83D"));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("landing/procedures/ab/abcdef/name-1_2.3=4+5%20@6")]
    [InlineData("...")]
    [InlineData("a/..b")]
    public void A_plain_key_passes(string key) => Assert.Equal(key, ObjectKey.Check(key));

    [Fact]
    public void Length_is_limited_as_a_whole_and_by_segment()
    {
        Assert.Throws<ArgumentException>(() => ObjectKey.Check(new string('a', 256)));
        Assert.Throws<ArgumentException>(() =>
            ObjectKey.Check(string.Join('/', Enumerable.Repeat(new string('a', 200), 6)))
        );
        Assert.Equal(255, ObjectKey.Check(new string('a', 255)).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/")]
    [InlineData("a/b")]
    public void The_beginning_of_a_key_is_a_prefix(string prefix) =>
        Assert.Equal(prefix, ObjectKey.CheckPrefix(prefix));
}
