using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Server.Elsa;

/// <summary>
/// Errors of the contract's endpoints in the shape that Studio shows: <c>{"errors":{"generalErrors":["…"]}}</c>. A conflict is
/// 409 for
/// programs; Studio's page dies of anything but 400, so it gets that.
/// </summary>
internal sealed class ElsaErrors : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (DefinitionConflictException e)
        {
            return Answer(
                [e.Message],
                context.HttpContext.User.IsSession() ? StatusCodes.Status400BadRequest : StatusCodes.Status409Conflict
            );
        }
        catch (DefinitionRefusedException e)
        {
            return Answer([.. e.Problems.Select(p => $"{p.Text}. Next: {p.Next}")]);
        }
        catch (UsageException e)
        {
            return Answer([e.Message]);
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or ArgumentException
                        or InvalidOperationException { TargetSite.DeclaringType.Namespace: "System.Text.Json.Nodes" }
            )
        {
            return Answer([$"The body is not the JSON that is expected ({e.Message})"]);
        }
    }

    public static IResult Answer(IReadOnlyList<string> messages, int status = StatusCodes.Status400BadRequest) =>
        Results.Json(new { errors = new { generalErrors = messages } }, ElsaJson.Options, statusCode: status);
}
