using Dapper;
using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Erasure;

/// <summary>What the metadata database keeps of values: samples of failed tests and profiles.</summary>
internal sealed class KeptValues(MetadataStore store, SubjectColumns subjects, IReadOnlyList<string> values)
{
    private const string IsAbout =
        "EXISTS (SELECT FROM jsonb_each_text(e) v WHERE (v.key = ANY (@names) OR t.column_name = ANY (@names)) AND v.value = ANY (@values))";

    private const string Profile = "least = ANY (@values) OR greatest = ANY (@values) OR top_values ?| @values";

    private object Parameters => new { names = subjects.Names.ToArray(), values = values.ToArray() };

    /// <summary>Rows in samples of tests.</summary>
    public Task<long> TestRowsAsync() =>
        CountAsync($"SELECT count(*) FROM lake.test_result t, jsonb_array_elements(t.sample) e WHERE {IsAbout}");

    /// <summary>Profiles of columns that say whom a row is about and show the identifier.</summary>
    public Task<long> ProfilesAsync() =>
        CountAsync($"SELECT count(*) FROM lake.column_profile WHERE column_name = ANY (@names) AND ({Profile})");

    /// <summary>Takes it out.</summary>
    public async Task EraseAsync(MetadataTransaction transaction)
    {
        await transaction.Connection.ExecuteAsync(
            $"""
            UPDATE lake.test_result t SET sample = coalesce((SELECT jsonb_agg(e) FROM jsonb_array_elements(t.sample) e WHERE NOT {IsAbout}), '[]'::jsonb)
            WHERE EXISTS (SELECT FROM jsonb_array_elements(t.sample) e WHERE {IsAbout})
            """,
            Parameters,
            transaction.Transaction
        );
        await transaction.Connection.ExecuteAsync(
            $"""
            UPDATE lake.column_profile SET least = NULL, greatest = NULL, top_values = '[]' WHERE column_name = ANY (@names) AND ({Profile})
            """,
            Parameters,
            transaction.Transaction
        );
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(sql, Parameters);
    }
}
