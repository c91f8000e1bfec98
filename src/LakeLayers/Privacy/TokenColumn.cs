using System.Globalization;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Privacy;

/// <summary>
/// Gives a session the tokens of a column's values: each different value is looked up in the vault by its keyed hash, those
/// that are not
/// there get one, and the session joins them back by the hash.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="lake">Has the vault.</param>
/// <param name="hash">The hashes.</param>
/// <param name="domain">Whose tokens.</param>
/// <param name="number">Tells the column's table from others.</param>
internal sealed class TokenColumn(DuckDbSession session, Lake lake, KeyedHash hash, string domain, int number)
{
    private const int Batch = 10_000;

    private readonly string _values = string.Create(CultureInfo.InvariantCulture, $"privacy_values_{number}"),
        _tokens = string.Create(CultureInfo.InvariantCulture, $"privacy_tokens_{number}");

    /// <summary>Fills the vault, and gives the expression for a value's token.</summary>
    /// <param name="column">The column, quoted.</param>
    /// <param name="sql">The query that gives it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public string Prepare(string column, string sql, CancellationToken cancellationToken)
    {
        var text = $"{column}::VARCHAR";
        session.Execute(
            $"CREATE OR REPLACE TEMP TABLE {_values} AS SELECT DISTINCT {text} AS value FROM ({sql}\n) WHERE {column} IS NOT NULL",
            null,
            cancellationToken
        );
        session.Execute(
            $"CREATE OR REPLACE TEMP TABLE {_tokens} (_penstock_lookup VARCHAR, _penstock_token VARCHAR)",
            null,
            cancellationToken
        );
        var count = session.Scalar<long>($"SELECT count(*) FROM {_values}", null, cancellationToken);
        var vault = new TokenVault(lake);
        for (var from = 0L; from < count; from += Batch)
        {
            var rows = session
                .Query(
                    $"SELECT value, {hash.Of(domain, "value")} FROM {_values} WHERE rowid >= $1 AND rowid < $2",
                    [from, from + Batch],
                    cancellationToken
                )
                .Rows;
            var tokens = vault.Tokens(domain, [.. rows.Select(r => ((string)r[1]!, (string)r[0]!))], cancellationToken);
            session.Execute(
                $"INSERT INTO {_tokens} SELECT unnest($1), unnest($2)",
                [tokens.Keys.ToList(), tokens.Values.ToList()],
                cancellationToken
            );
        }
        session.Execute($"DROP TABLE {_values}", null, cancellationToken);
        // A query that gives other values the second time must not leave rows without a token.
        return $"CASE WHEN {column} IS NULL THEN NULL ELSE coalesce((SELECT _penstock_token FROM {_tokens} WHERE _penstock_lookup = {hash.Of(domain, text)}), error('a value has no token: the query gives other values each time it runs')) END";
    }
}
