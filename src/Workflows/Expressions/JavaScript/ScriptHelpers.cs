using System.Text;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>The helpers that are easier here than in a script. Bytes travel as one character a byte.</summary>
internal static class ScriptHelpers
{
    public static string Call(string operation, string text, List<Stream> streams, int maxLength) =>
        operation switch
        {
            "guid" => Guid.NewGuid().ToString(),
            "shortGuid" => Convert
                .ToBase64String(Guid.NewGuid().ToByteArray())
                .Replace("/", "", StringComparison.Ordinal)
                .Replace("+", "", StringComparison.Ordinal)
                .TrimEnd('='),
            "parseGuid" => Guid.TryParse(text, out var guid)
                ? guid.ToString()
                : throw new UsageException(
                    $"{Short(text)} is not a GUID",
                    text,
                    "give 32 hexadecimal digits with or without hyphens"
                ),
            "base64" => Convert.ToBase64String(Encoding.Latin1.GetBytes(text)),
            "unbase64" => Encoding.Latin1.GetString(FromBase64(text)),
            "textToUtf8" => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)),
            "utf8ToText" => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text)),
            "stream" => "b"
                + Encoding.Latin1.GetString(
                    Read(streams[int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)], maxLength)
                ),
            _ => throw new UsageException($"Scripts have no operation {operation}"),
        };

    private static byte[] FromBase64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new UsageException(
                $"{Short(text)} is not base64",
                null,
                "encode it with stringToBase64 or bytesToBase64",
                e
            );
        }
    }

    private static byte[] Read(Stream stream, int limit)
    {
        if (stream.CanSeek)
            stream.Position = 0;
        using var copy = new MemoryStream();
        var buffer = new byte[81_920];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            copy.Write(buffer, 0, read);
            if (copy.Length > limit)
                throw new UsageException(
                    $"The stream is longer than {limit:N0} bytes",
                    null,
                    "read it in an activity instead of a script"
                );
        }
        return copy.ToArray();
    }

    private static string Short(string text) => text.Length > 40 ? $"\"{text[..40]}…\"" : $"\"{text}\"";
}
