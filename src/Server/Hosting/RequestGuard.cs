using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Penstock.Core.Errors;

namespace Penstock.Server.Hosting;

/// <summary>
/// Refuses what no endpoint could make something of: the character U+0000, which no field can keep, in an address, and bodies in
/// an encoding that nobody knows.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next)
{
    /// <summary>Says of a text that it holds U+0000.</summary>
    public static UsageException NulIn(string what) =>
        new($"{what} holds the character U+0000, which no field can keep", null, "leave it out");

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Query.Any(q => q.Key.Contains('\0') || q.Value.Any(v => v?.Contains('\0') == true)))
            throw NulIn("The query");
        if (
            MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            && type.Charset is { HasValue: true } charset
            && !IsKnown(charset.Value!.Trim('"'))
        )
            throw new BadHttpRequestException(
                $"The encoding '{charset}' is not known: send UTF-8.",
                StatusCodes.Status415UnsupportedMediaType
            );
        return next(context);
    }

    private static bool IsKnown(string charset)
    {
        try
        {
            return Encoding.GetEncoding(charset) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
