using Microsoft.AspNetCore.Http;
using Penstock.Server.Elsa.Instances;
using Penstock.Server.Iceberg;
using Penstock.Server.Pages;

namespace Penstock.Server.Access.Authentication;

/// <summary>Says no, in the form that the caller understands, and what to do next.</summary>
internal static class Refusals
{
    private const string Next = "Ask an administrator for a role that may: penstock users ls shows who has which.";

    /// <summary>The caller is known and may not do this.</summary>
    public static async Task ForbidAsync(HttpContext context)
    {
        const string detail = "You may look at this, but not change it.";
        // A 403 kills Studio's component until the page is loaded again; a 400 with messages is shown and the page lives on.
        if (Areas.IsElsa(context.Request.Path) && !Areas.IsSafe(context.Request.Method) && context.User.IsSession())
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            // Of the answer to Run, Studio reads this header alone: without it nothing would be seen.
            if (context.Request.Path.Value!.EndsWith("/execute", StringComparison.Ordinal))
                context.Response.Headers[Starts.RefusedHeader] = "True";
            await context.Response.WriteAsJsonAsync(
                new { errors = new { generalErrors = new[] { $"{detail} {Next}" } } }
            );
            return;
        }
        if (Areas.IsPage(context))
        {
            await ErrorPage.WriteAsync(context, StatusCodes.Status403Forbidden, "Your roles do not allow this", Next);
            return;
        }
        await WriteAsync(
            context,
            StatusCodes.Status403Forbidden,
            "Your roles, or the key's permissions, do not allow this.",
            Next
        );
    }

    /// <summary>Problem details (RFC 9457), or the catalogue's form, whose text ends with the next step.</summary>
    public static Task WriteAsync(HttpContext context, int status, string detail, string next) =>
        (
            Areas.IsIceberg(context.Request.Path)
                ? IcebergAnswer.Error(status, $"{detail} Next: {next}")
                : Results.Problem($"{detail} Next: {next}", statusCode: status)
        ).ExecuteAsync(context);
}
