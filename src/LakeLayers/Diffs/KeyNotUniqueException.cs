using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Diffs;

/// <summary>Several rows have the key by which rows were to be told apart.</summary>
public sealed class KeyNotUniqueException(TableName table, IReadOnlyList<string> key, string values)
    : PenstockException(
        $"Several rows have the same {string.Join(", ", key)}",
        $"{table}: {values}",
        "Nothing was changed",
        "name other columns by --key, or compare whole rows with --whole-rows"
    )
{
    /// <inheritdoc/>
    public override int ExitCode => 2;
}
