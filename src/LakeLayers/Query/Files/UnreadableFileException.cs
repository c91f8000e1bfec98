using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Query.Files;

/// <summary>A file of a table holds a column in a form that cannot be read as the table's without guessing.</summary>
/// <param name="table">The table.</param>
/// <param name="column">The column, or <c>*</c> for the file as a whole.</param>
/// <param name="key">The file.</param>
/// <param name="reason">What is wrong.</param>
public sealed class UnreadableFileException(TableName table, string column, string key, string reason)
    : PenstockException(
        $"The column {table}.{column} cannot be read from one of the table's files: {reason}",
        key,
        "Nothing was read and nothing was changed",
        "write the table anew with the engine that wrote the file, in types that the table has"
    );
