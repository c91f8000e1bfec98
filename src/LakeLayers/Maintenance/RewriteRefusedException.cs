using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>Files that were to stand for others do not hold the same values.</summary>
/// <param name="table">The table.</param>
/// <param name="column">The column that differs; <c>*</c>: the number of rows.</param>
/// <param name="before">A figure of the values that are there.</param>
/// <param name="after">The same figure of those that were written.</param>
public sealed class RewriteRefusedException(TableName table, string column, object? before, object? after)
    : PenstockException(
        $"Not every value of {table}.{column} would survive (figures {before} and {after})",
        table.ToString(),
        "The table was not changed",
        "leave it out of compaction, and report this with penstock doctor's output"
    );
