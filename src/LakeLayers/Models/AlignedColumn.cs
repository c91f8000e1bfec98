using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Models;

/// <summary>A column of a table as it will be after new rows came.</summary>
/// <param name="Name">Its name, as the table has it.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsKnown">Whether the table has it.</param>
/// <param name="IsGiven">Whether the new rows have it.</param>
/// <param name="IsRewritten">Whether files that are there cannot be read as that type: the table is written anew.</param>
internal sealed record AlignedColumn(string Name, string Type, bool IsKnown, bool IsGiven, bool IsRewritten)
{
    /// <summary>It in the rows that are there.</summary>
    public string Known => $"{Value(IsKnown)} AS {Sql.Identifier(Name)}";

    /// <summary>It in the new rows.</summary>
    public string Given => $"{Value(IsGiven)} AS {Sql.Identifier(Name)}";

    private string Value(bool isThere) => $"{(isThere ? Sql.Identifier(Name) : "NULL")}::{Type}";
}
