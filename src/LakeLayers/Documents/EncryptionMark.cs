namespace Penstock.LakeLayers.Documents;

/// <summary>
/// Whether a file may be an encrypted PDF: the key <c>/Encrypt</c> of the trailer is never compressed (ISO 32000-1, 7.5.5 and
/// 7.5.8). Looking for it costs far less than a run of <c>pdfinfo</c>, which then gives the certainty.
/// </summary>
internal static class EncryptionMark
{
    public static async Task<bool> IsInAsync(string path, CancellationToken cancellationToken)
    {
        const int Overlap = 16;
        await using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            1,
            FileOptions.SequentialScan
        );
        var buffer = new byte[256 << 10];
        var kept = 0;
        for (int read; (read = await file.ReadAsync(buffer.AsMemory(kept), cancellationToken)) > 0; )
        {
            var seen = buffer.AsSpan(0, kept + read);
            if (seen.IndexOf("/Encrypt"u8) >= 0)
                return true;
            kept = Math.Min(Overlap, seen.Length);
            seen[^kept..].CopyTo(buffer);
        }
        return false;
    }
}
