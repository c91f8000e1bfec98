using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Penstock.Iceberg;
using Penstock.LakeLayers.Iceberg;

namespace Penstock.Server.Iceberg;

/// <summary>Bodies as clients of the REST catalogue read and write them.</summary>
internal static class IcebergAnswer
{
    private const string Type = "application/json";

    private const long LargestBody = 64 << 20;

    public static IResult Json<T>(T value) =>
        Results.Text(JsonSerializer.Serialize(value, IcebergJson.Options), Type, Encoding.UTF8);

    /// <summary>A table; the metadata is passed on as it is kept.</summary>
    public static IResult Table(string metadata, string? location)
    {
        var place = location is null ? "" : $"\"metadata-location\":{JsonSerializer.Serialize(location)},";
        return Results.Text($"{{{place}\"metadata\":{metadata},\"config\":{{}}}}", Type, Encoding.UTF8);
    }

    /// <summary>An error (ErrorModel of the OpenAPI document).</summary>
    public static IResult Error(int status, string type, string message) =>
        Results.Text(
            JsonSerializer.Serialize(
                new
                {
                    error = new
                    {
                        message,
                        type,
                        code = status,
                    },
                }
            ),
            Type,
            Encoding.UTF8,
            status
        );

    /// <summary>An error that is known by its status alone.</summary>
    public static IResult Error(int status, string message) =>
        Error(
            status,
            status switch
            {
                StatusCodes.Status401Unauthorized => "NotAuthorizedException",
                StatusCodes.Status403Forbidden => "ForbiddenException",
                StatusCodes.Status404NotFound => "NotFoundException",
                StatusCodes.Status405MethodNotAllowed => "UnsupportedOperationException",
                StatusCodes.Status503ServiceUnavailable => "ServiceUnavailableException",
                >= 500 => "InternalServerError",
                _ => "BadRequestException",
            },
            message
        );

    public static IResult Forbidden(string what) =>
        Error(
            StatusCodes.Status403Forbidden,
            "ForbiddenException",
            $"You may not {what}. Ask an administrator for a role or a key that may"
        );

    private static Stream Plain(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString() switch
        {
            "" or "identity" => request.Body,
            "gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
            var other => throw new IcebergFormatException(
                $"bodies come plain or compressed with gzip, not {other}",
                "the request"
            ),
        };

    /// <summary>Reads a body, which may be compressed with gzip.</summary>
    /// <exception cref="IcebergFormatException">It is not what the call takes.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
    {
        if (context.Request.ContentLength > LargestBody)
            throw new IcebergFormatException("the request is larger than 64 MB", "the request");
        await using var body = Plain(context.Request);
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await body.ReadAsync(buffer, context.RequestAborted)) > 0; )
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > LargestBody)
                throw new IcebergFormatException("the request is larger than 64 MB", "the request");
        }
        return IcebergJson.ReadRequest<T>(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }
}
