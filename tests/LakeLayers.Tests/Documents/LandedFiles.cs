using System.Security.Cryptography;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Tests.Documents;

/// <summary>Puts files into landing as a connector does.</summary>
internal static class LandedFiles
{
    public static async Task LandAsync(Lake lake, string feed, IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            await using var staged = lake.Objects.Stage();
            var bytes = await File.ReadAllBytesAsync(path);
            await staged.Content.WriteAsync(bytes);
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            await lake.Landing.LandAsync(
                staged,
                new LandingDraft(
                    feed,
                    $"file://{path}",
                    Path.GetFileName(path),
                    bytes.Length,
                    hash,
                    "application/pdf",
                    Guid.NewGuid()
                )
            );
        }
        await using var transaction = await lake.Metadata.BeginAsync();
        await LandingZone.PublishAsync(transaction, feed);
        await transaction.CommitAsync();
    }
}
