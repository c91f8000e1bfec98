using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace Penstock.LakeLayers.Erasure;

/// <summary>An erasure that no signed report tells of yet: it broke off after the lake's part.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When the lake's part was committed.</param>
/// <param name="Report">What it did, not signed.</param>
/// <param name="Tokens">The tokens that the person had, which the vault does not have any more.</param>
internal sealed record UnclosedErasure(Guid Id, DateTimeOffset At, JsonObject Report, IReadOnlyList<string> Tokens)
{
    /// <summary>Rows found in the warehouse at the time, by table.</summary>
    public IReadOnlyDictionary<string, long> Warehouse =>
        (Report["warehouse"]?.AsArray() ?? []).ToDictionary(w => (string)w!["table"]!, w => (long)w!["rows"]!);

    /// <summary>Those of a person, the first first.</summary>
    /// <param name="connection">The metadata database.</param>
    /// <param name="subject">The person as a keyed hash.</param>
    public static async Task<IReadOnlyList<UnclosedErasure>> OfAsync(NpgsqlConnection connection, string subject)
    {
        var rows = await connection.QueryAsync<(Guid Id, DateTime At, string? Report, string[] Tokens)>(
            "SELECT id, erased_at, report::text, tokens FROM lake.erasure WHERE subject = @subject AND closed_by IS NULL ORDER BY erased_at, id",
            new { subject }
        );
        return
        [
            .. rows.Select(r => new UnclosedErasure(
                r.Id,
                new DateTimeOffset(DateTime.SpecifyKind(r.At, DateTimeKind.Utc)),
                JsonNode.Parse(r.Report ?? "{}")!.AsObject(),
                r.Tokens
            )),
        ];
    }
}
