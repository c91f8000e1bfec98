using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using Penstock.Core.Errors;
using Penstock.Server.Access.Authentication;
using Penstock.Server.Iceberg;
using Penstock.Server.Pages;

namespace Penstock.Server.Hosting;

/// <summary>
/// Turns errors into problem details (RFC 9457), or the form that the area's callers understand, that end with the next step;
/// faults of the
/// program are logged and say nothing of themselves.
/// </summary>
internal sealed class ErrorAnswers(ILogger<ErrorAnswers> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext context,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        var (status, title, detail) = exception switch
        {
            UsageException e => (StatusCodes.Status400BadRequest, e.What, e.Message),
            BadHttpRequestException e => (
                e.StatusCode,
                "The request is not understood",
                $"{e.Message} Next: compare it with /openapi/v1.json"
            ),
            PenstockException e => (
                e.IsTransient ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
                e.What,
                e.Message
            ),
            // U+0000 is no character of a text there, nor of a JSON document.
            PostgresException { SqlState: "22021" or "22P05" } => (
                StatusCodes.Status400BadRequest,
                "The request is not understood",
                RequestGuard.NulIn("The request").Message
            ),
            NpgsqlException { IsTransient: true } => (
                StatusCodes.Status503ServiceUnavailable,
                "The database cannot be reached",
                "What was not committed is not there. Next: try again; on the server: penstock doctor"
            ),
            _ => (
                StatusCodes.Status500InternalServerError,
                "The server failed",
                $"It was logged as {context.TraceIdentifier}. Next: look for that in the server's log"
            ),
        };
        if (status >= 500)
            log.LogError(
                exception,
                "{Method} {Path} failed ({Trace})",
                context.Request.Method,
                context.Request.Path,
                context.TraceIdentifier
            );
        context.Response.StatusCode = status;
        if (Areas.IsPage(context))
            await ErrorPage.WriteAsync(context, status, title, detail);
        else if (Areas.IsIceberg(context.Request.Path))
            await IcebergAnswer.Error(status, detail).ExecuteAsync(context);
        else
            await Results.Problem(detail, statusCode: status, title: title).ExecuteAsync(context);
        return true;
    }
}
