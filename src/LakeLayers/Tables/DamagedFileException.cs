using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Tables;

/// <summary>A file of a table is not there, or not as it was written.</summary>
/// <param name="table">The table.</param>
/// <param name="key">The file.</param>
/// <param name="what">What is wrong with it, for instance <c>it has 10 bytes and was written with 20</c>.</param>
/// <param name="inner">What the store said.</param>
public sealed class DamagedFileException(TableName table, string key, string what, Exception? inner = null)
    : PenstockException(
        $"A file of {table} is damaged: {what}",
        key,
        "Nothing was read from it and nothing was changed",
        "bring the file back from a copy of the store, or make the table anew (models: penstock models run --force); penstock zones verify tells what else is damaged",
        inner
    );
