using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Models.Seeding;

/// <summary>What is wrong with a seed's file.</summary>
internal static class SeedErrors
{
    public static PenstockException At(
        string file,
        long line,
        string what,
        string next = "mend the file and run again",
        Exception? inner = null
    ) =>
        new(
            $"The seed cannot be read: {what}",
            $"{file}:{line}",
            "Nothing of it was published; the table is as it was",
            next,
            inner
        );
}
