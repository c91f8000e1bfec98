namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>A failed PREPARE carries its type only as the first words of the message.</summary>
internal static class ErrorWord
{
    public static DuckDbErrorType TypeOf(string message) =>
        message.Split(" Error:", 2)[0] switch
        {
            "Binder" => DuckDbErrorType.Binder,
            "Catalog" => DuckDbErrorType.Catalog,
            "Parser" => DuckDbErrorType.Parser,
            "IO" => DuckDbErrorType.Io,
            "Conversion" => DuckDbErrorType.Conversion,
            "Invalid Input" => DuckDbErrorType.InvalidInput,
            "Permission" => DuckDbErrorType.Permission,
            "Out of Memory" => DuckDbErrorType.OutOfMemory,
            _ => DuckDbErrorType.Invalid,
        };
}
