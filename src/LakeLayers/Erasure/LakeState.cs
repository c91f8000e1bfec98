using Dapper;
using Npgsql;

namespace Penstock.LakeLayers.Erasure;

/// <summary>Tells whether anything was published, landed or erased between a search and its commit.</summary>
internal static class LakeState
{
    // Numbers are committed in any order, so that the highest says nothing; an object that moves to the end of its feed gets
    // another one.
    private const string Query = """
        SELECT concat_ws('/', (SELECT concat_ws('+', count(*), sum(id)) FROM lake.snapshot), (SELECT concat_ws('+', count(*), sum(id)) FROM lake.landing_object), (SELECT count(*) FROM lake.erasure))
        """;

    /// <summary>Equal texts: nothing was.</summary>
    public static async Task<string> ReadAsync(NpgsqlConnection connection) =>
        (await connection.QuerySingleAsync<string>(Query))!;
}
