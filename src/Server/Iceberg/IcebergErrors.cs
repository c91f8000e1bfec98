using Microsoft.AspNetCore.Http;
using Penstock.Core.Errors;
using Penstock.Iceberg;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.Server.Iceberg;

/// <summary>
/// What a client of the REST catalogue did wrong, in the words that it acts on: it tries a commit again after 409, and nothing
/// after the
/// others. Whatever else fails is the server's and passes on to where it is logged.
/// </summary>
internal sealed class IcebergErrors : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (InvalidDataException e)
        {
            return IcebergAnswer.Error(StatusCodes.Status400BadRequest, e.Message);
        }
        catch (PenstockException e) when (Refusal(e) is { } refusal)
        {
            return IcebergAnswer.Error(refusal.Status, refusal.Type, e.Message);
        }
    }

    private static (int Status, string Type)? Refusal(PenstockException exception) =>
        exception switch
        {
            CommitConflictException => (StatusCodes.Status409Conflict, "CommitFailedException"),
            TableExistsException => (StatusCodes.Status409Conflict, "AlreadyExistsException"),
            NoSuchTableException => (StatusCodes.Status404NotFound, "NoSuchTableException"),
            IcebergFormatException or UsageException or ObjectNotFoundException => (
                StatusCodes.Status400BadRequest,
                "BadRequestException"
            ),
            _ => null,
        };
}
