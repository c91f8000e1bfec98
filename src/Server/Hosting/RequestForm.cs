using Microsoft.AspNetCore.Http;
using Penstock.Core.Errors;

namespace Penstock.Server.Hosting;

/// <summary>Forms of requests; one that cannot be read is the caller's fault.</summary>
internal static class RequestForm
{
    /// <exception cref="UsageException">The body is no form, or ends before it is whole.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
            throw new UsageException("The body is no form", request.ContentType, "send multipart/form-data");
        try
        {
            var form = await request.ReadFormAsync(cancellationToken);
            return form.Any(f => f.Key.Contains('\0') || f.Value.Any(v => v?.Contains('\0') == true))
                ? throw RequestGuard.NulIn("The form")
                : form;
        }
        catch (Exception e) when (e is InvalidDataException || (e is IOException and not BadHttpRequestException))
        {
            throw new UsageException($"The form cannot be read: {e.Message}", null, "send it whole", e);
        }
    }

    /// <summary>The files of a form.</summary>
    /// <exception cref="UsageException">As <see cref="ReadAsync"/>, or there are none.</exception>
    public static async Task<IFormFileCollection> FilesAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        (await ReadAsync(request, cancellationToken)).Files is { Count: > 0 } files
            ? files
            : throw new UsageException("The request holds no files", null, "send the files as multipart/form-data");
}
