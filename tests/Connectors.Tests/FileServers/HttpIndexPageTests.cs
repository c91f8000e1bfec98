using Penstock.Connectors.FileServers.Http;

namespace Penstock.Connectors.Tests.FileServers;

public class HttpIndexPageTests
{
    [Theory]
    [InlineData("<a href=\"a%20b.pdf\">", "http://h/in/a%20b.pdf")]
    [InlineData("<A class=x HREF='sub/'>", "http://h/in/sub/")]
    [InlineData("<a href=plain.txt>", "http://h/in/plain.txt")]
    [InlineData("<a href=\"/in/absolute.pdf\">", "http://h/in/absolute.pdf")]
    [InlineData("<a href=\"a&amp;b.pdf#page=2\">", "http://h/in/a&b.pdf")]
    public void A_link_below_the_page_is_a_file(string html, string address) =>
        Assert.Equal(address, Assert.Single(HttpIndexPage.Links(html + html, new Uri("http://h/in/"))).AbsoluteUri);

    [Theory]
    [InlineData("<a href=\"../up.pdf\">")]
    [InlineData("<a href=\"?C=M;O=A\">")]
    [InlineData("<a href=\"/\">")]
    [InlineData("<a href=\"./\">")]
    [InlineData("<a href=\"sub/deep.pdf\">")]
    [InlineData("<a href=\"http://other/in/x.pdf\">")]
    [InlineData("<a href=\"https://h/in/x.pdf\">")]
    [InlineData("<a href=\"javascript:alert(1)\">")]
    public void Everything_else_is_not(string html) => Assert.Empty(HttpIndexPage.Links(html, new Uri("http://h/in/")));
}
