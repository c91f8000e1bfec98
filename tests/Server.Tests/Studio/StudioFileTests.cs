using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Penstock.Server.Studio;

namespace Penstock.Server.Tests.Studio;

public partial class StudioFileTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly string Folder = StudioPackage.Require();

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("identity", null)]
    public async Task A_file_is_sent_as_it_was_published_in_the_best_encoding_the_browser_takes(
        string accepted,
        string? encoding
    )
    {
        var answer = await GetAsync("/_framework/dotnet.js", accepted);

        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(Folder, "_framework", "dotnet.js")),
            await DecodeAsync(answer)
        );
    }

    [Fact]
    public async Task A_hashed_file_is_kept_for_ever_and_others_are_asked_for_again()
    {
        var hashed = Path.GetFileName(
            Directory.EnumerateFiles(Path.Combine(Folder, "_framework"), "Elsa.Api.Client.*.wasm").Single()
        );
        var wasm = await GetAsync($"/_framework/{hashed}", "br");
        Assert.Equal("application/wasm", wasm.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", wasm.Headers.CacheControl!.ToString(), StringComparison.Ordinal);

        foreach (
            var path in new[]
            {
                "/_framework/dotnet.js",
                "/_framework/blazor.webassembly.js",
                "/_content/MudBlazor/MudBlazor.min.css",
                "/Elsa.Studio.Host.CustomElements.styles.css",
            }
        )
        {
            var answer = await GetAsync(path, "br");
            Assert.True(answer.IsSuccessStatusCode, path);
            Assert.True(answer.Headers.CacheControl!.NoCache, path);
            Assert.Equal(HttpStatusCode.NotModified, (await GetAsync(path, "br", answer.Headers.ETag!.Tag)).StatusCode);
            if (answer.Content.Headers.ContentEncoding.Count > 0)
                Assert.Equal(HttpStatusCode.OK, (await GetAsync(path, "identity", answer.Headers.ETag.Tag)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/_framework/../package.json")]
    [InlineData("/_framework/%2e%2e/package.json")]
    [InlineData("/_content/..%2f..%2fpackage.json")]
    [InlineData("/_framework/dotnet.js.br")]
    [InlineData("/_framework/no-such-file.wasm")]
    [InlineData("/package.json")]
    public async Task Nothing_but_the_package_s_files_is_served(string path)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(path, "br")).StatusCode);
    }

    [Fact]
    public async Task The_settings_that_Studio_asks_for_are_empty()
    {
        Assert.Equal("{}", await fixture.Server.Anonymous().GetStringAsync("/appsettings.json"));
    }

    [Theory]
    [InlineData("/workflows/definitions", "elsa-workflow-definition-list")]
    [InlineData("/workflows/definitions/abc/edit", "elsa-workflow-definition-editor")]
    [InlineData("/workflows/instances", "elsa-workflow-instance-list")]
    [InlineData("/workflows/instances/abc/view", "elsa-workflow-instance-viewer")]
    public async Task Each_screen_has_its_element_and_everything_the_page_loads_is_there(string path, string element)
    {
        var client = await fixture.Server.SignedInAsync("analyst");
        var page = await client.GetStringAsync(path);

        Assert.Contains($"data-studio=\"{element}\"", page, StringComparison.Ordinal);
        var loaded = Loaded().Matches(page).Select(m => m.Groups[1].Value).ToList();
        Assert.True(loaded.Count > 10);
        foreach (var file in loaded)
            Assert.True((await client.GetAsync(new Uri(fixture.Server.Address, file))).IsSuccessStatusCode, file);
    }

    private Task<HttpResponseMessage> GetAsync(string path, string accepted, string? tag = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return fixture.Server.Anonymous().SendAsync(request);
    }

    private static async Task<byte[]> DecodeAsync(HttpResponseMessage answer)
    {
        await using var body = await answer.Content.ReadAsStreamAsync();
        await using Stream plain = answer.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var bytes = new MemoryStream();
        await plain.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+\\.(?:js|css|svg))\"")]
    private static partial Regex Loaded();
}
