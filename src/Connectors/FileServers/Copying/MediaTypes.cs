namespace Penstock.Connectors.FileServers.Copying;

/// <summary>What a file is by its name's ending; later steps look at the bytes when it matters.</summary>
internal static class MediaTypes
{
    public static string Of(string name) =>
        Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".PDF" => "application/pdf",
            ".JSON" => "application/json",
            ".NDJSON" or ".JSONL" => "application/x-ndjson",
            ".CSV" => "text/csv",
            ".TXT" => "text/plain",
            ".XML" => "application/xml",
            ".HTML" or ".HTM" => "text/html",
            ".PARQUET" => "application/vnd.apache.parquet",
            ".GZ" => "application/gzip",
            ".ZST" => "application/zstd",
            ".ZIP" => "application/zip",
            ".XLSX" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _ => "application/octet-stream",
        };
}
