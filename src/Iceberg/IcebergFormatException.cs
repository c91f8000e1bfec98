using Penstock.Core.Errors;

namespace Penstock.Iceberg;

/// <summary>What claims to be of the Iceberg table format is not, or is of a version that is not read here.</summary>
/// <param name="reason">What is wrong.</param>
/// <param name="place">The file or table.</param>
public sealed class IcebergFormatException(string reason, string place = "Iceberg metadata")
    : PenstockException(
        $"Not valid Iceberg metadata: {reason}",
        place,
        "Nothing was changed",
        "mend or restore the named file; penstock zones ls shows the tables"
    );
