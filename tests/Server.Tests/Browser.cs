using System.Net;
using System.Text.RegularExpressions;

namespace Penstock.Server.Tests;

/// <summary>A person's browser as far as forms need it: cookies, an origin, and the fields of the page it is on.</summary>
public sealed partial class Browser(TestServer server) : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private HttpClient? _client;

    public HttpClient Client =>
        _client ??= new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = _cookies })
        {
            BaseAddress = server.Address,
        };

    /// <summary>The session cookie; null when nobody is signed in.</summary>
    public string? Session => _cookies.GetCookies(server.Address)["penstock.session"]?.Value;

    public Task<string> ReadAsync(string page) => Client.GetStringAsync(page);

    /// <summary>Opens a page, fills its form for an address and sends it.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(
        string page,
        string action,
        params (string Name, string Value)[] fields
    )
    {
        var token = Token().Match(await ReadAsync(page)).Groups["token"].Value;
        return await SendAsync(action, [.. fields, ("__RequestVerificationToken", WebUtility.HtmlDecode(token))]);
    }

    /// <summary>Sends a form just as it is.</summary>
    public Task<HttpResponseMessage> SendAsync(string action, params (string Name, string Value)[] fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, action)
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        request.Headers.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        return Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> SignInAsync(string name, string password, string returnUrl = "/") =>
        SubmitAsync("/login", "/login", ("name", name), ("password", password), ("returnUrl", returnUrl));

    public void Dispose() => _client?.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"")]
    private static partial Regex Token();
}
