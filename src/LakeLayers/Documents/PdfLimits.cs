using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Documents;

/// <summary>What one PDF may cost. A document over a limit gets a row that says so; it never stops the others.</summary>
public sealed record PdfLimits
{
    /// <summary>
    /// Wall-clock time for one document, of which the first parser has half. Default: 2 minutes. Range: 100 milliseconds
    /// to 1 day.
    /// </summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Processor time of each parser for one document, in whole seconds. Default: 60 seconds. Range: 1 second to 1 day.
    /// </summary>
    public TimeSpan ProcessorTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Memory of one parser process, in bytes: its address space, or for PdfPig its heap. Default: 1 GiB. Range: 64 MiB
    /// to 1 TiB.
    /// </summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Pages of one document. Default: 10,000. Range: 1 to 1,000,000.</summary>
    public int Pages { get; init; } = 10_000;

    /// <summary>
    /// Bytes that a parser may print for one document (20 to 120 a word). Default: 1 GiB. Range: 64 KiB to 1 TiB.
    /// </summary>
    public long OutputBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Bytes that a parser may print for one page; also bounds memory here. Default: 4 MiB. Range: 64 KiB to 16 MiB.
    /// </summary>
    public int PageBytes { get; init; } = 4 << 20;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="UsageException">A limit is out of its range; the message names it.</exception>
    public PdfLimits Check()
    {
        Check(
            nameof(Time),
            Time >= TimeSpan.FromMilliseconds(100) && Time <= TimeSpan.FromDays(1),
            "100 milliseconds to 1 day"
        );
        Check(
            nameof(ProcessorTime),
            ProcessorTime >= TimeSpan.FromSeconds(1) && ProcessorTime <= TimeSpan.FromDays(1),
            "1 second to 1 day"
        );
        Check(nameof(MemoryBytes), MemoryBytes is >= 64L << 20 and <= 1L << 40, "64 MiB to 1 TiB");
        Check(nameof(Pages), Pages is >= 1 and <= 1_000_000, "1 to 1,000,000");
        Check(nameof(OutputBytes), OutputBytes is >= 64 << 10 and <= 1L << 40, "64 KiB to 1 TiB");
        Check(nameof(PageBytes), PageBytes is >= 64 << 10 and <= 16 << 20, "64 KiB to 16 MiB");
        return this;
    }

    private static void Check(string name, bool isInRange, string range)
    {
        if (!isInRange)
            throw new UsageException($"The PDF limit is out of its range ({range})", name);
    }
}
