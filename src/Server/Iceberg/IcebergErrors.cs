using Microsoft.AspNetCore.Http;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.Server.Iceberg;

/// <summary>Errors in the words that clients of the REST catalogue act on: they try a commit again after 409, and nothing after the others.</summary>
internal sealed class IcebergErrors : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (PenstockException e)
        {
            var (status, type) = e switch
            {
                CommitConflictException => (StatusCodes.Status409Conflict, "CommitFailedException"),
                TableExistsException => (StatusCodes.Status409Conflict, "AlreadyExistsException"),
                NoSuchTableException => (StatusCodes.Status404NotFound, "NoSuchTableException"),
                IcebergFormatException or UsageException or ObjectNotFoundException => (StatusCodes.Status400BadRequest, "BadRequestException"),
                { IsTransient: true } => (StatusCodes.Status503ServiceUnavailable, "ServiceUnavailableException"),
                _ => (StatusCodes.Status500InternalServerError, "InternalServerError"),
            };
            return IcebergAnswer.Error(status, type, e.Message);
        }
    }
}
