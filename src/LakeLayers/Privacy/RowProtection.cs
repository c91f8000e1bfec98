using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Privacy;

/// <summary>
/// What stands between the rows that a model gives and all that is kept of them: a SELECT list in which protected columns have
/// other
/// values. Rules of the contract are judged in the same list, on the values as the model gives them; only the results go on.
/// </summary>
internal sealed class RowProtection
{
    private RowProtection(string star, ModelOutput output) => (Star, Output) = (star, output);

    /// <summary>The SELECT list, on one line: <c>*</c>, or <c>* REPLACE (…)</c>.</summary>
    public string Star { get; }

    /// <summary>The columns as they are kept.</summary>
    public ModelOutput Output { get; }

    /// <summary>Prepares a session for a model's rows; for tokens this runs its query once.</summary>
    /// <param name="session">The session.</param>
    /// <param name="lake">Has the key and the vault.</param>
    /// <param name="contract">The model's contract.</param>
    /// <param name="given">The columns that the query gives.</param>
    /// <param name="sql">The query.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Core.Errors.UsageException">A column cannot be protected as the contract says, or there is no
    /// key.</exception>
    public static RowProtection Prepare(
        DuckDbSession session,
        Lake lake,
        DataContract? contract,
        ModelOutput given,
        string sql,
        CancellationToken cancellationToken
    )
    {
        var columns =
            contract?.Columns.Where(c => c.Privacy is { IsChanged: true } && given.Has(c.Name)).ToList() ?? [];
        if (columns.Count == 0)
            return new RowProtection("*", given);
        var hash = columns.Any(c => c.Privacy!.NeedsKey)
            ? new KeyedHash(session, lake.Options.Privacy.Require(contract!.File))
            : null;
        Dictionary<string, (string Sql, string Type)> replaced = [];
        foreach (var column in columns)
        {
            var (name, type, privacy) = (Sql.Identifier(column.Name), given.TypeOf(column.Name)!, column.Privacy!);
            var at = $"{contract!.File}:{privacy.Line}";
            replaced[column.Name] = privacy.Method switch
            {
                ProtectionMethod.Mask => (
                    MaskSql.Of(privacy.Kind, name, type) ?? throw MaskSql.Refusal(column.Name, type, privacy.Kind, at),
                    type
                ),
                _ when IsNested(type) => throw new Core.Errors.UsageException(
                    $"A column of the type {type} cannot be protected as a whole: {column.Name}",
                    at,
                    "give its parts columns of their own in the model"
                ),
                ProtectionMethod.Hash => (hash!.Of(privacy.Domain, $"{name}::VARCHAR"), "VARCHAR"),
                _ => (
                    new TokenColumn(session, lake, hash!, privacy.Domain, replaced.Count).Prepare(
                        name,
                        sql,
                        cancellationToken
                    ),
                    "VARCHAR"
                ),
            };
            // The source text of a value that was not readable as its type is as personal as the value.
            var source = ModelOutput.SourcePrefix + column.Name;
            if (given.Has(source))
                replaced[source] = (
                    $"CASE WHEN {Sql.Identifier(source)} IS NOT NULL THEN {MaskSql.Hidden} END",
                    "VARCHAR"
                );
        }
        return new RowProtection(
            $"* REPLACE ({string.Join(", ", replaced.Select(r => $"{r.Value.Sql} AS {Sql.Identifier(r.Key)}"))})",
            new ModelOutput([
                .. given.Columns.Select(c =>
                    replaced.TryGetValue(c.Name, out var other) ? new FieldSchema(c.Name, other.Type) : c
                ),
            ])
        );
    }

    private static bool IsNested(string type) =>
        type is "BLOB" or "JSON"
        || type.EndsWith(']')
        || type.EndsWith(')')
            && !type.StartsWith("DECIMAL", StringComparison.Ordinal)
            && !type.StartsWith("ENUM", StringComparison.Ordinal);
}
