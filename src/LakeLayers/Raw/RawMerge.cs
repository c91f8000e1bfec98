using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Raw;

/// <summary>Deletes, by place, each row that another one with the same key landed after.</summary>
internal sealed class RawMerge(Lake lake, LakeJob job, JsonLinesToRawOptions options, RawColumns columns)
{
    private const string All = "penstock_all",
        Superseded = "penstock_superseded";

    private static readonly IReadOnlyList<string> Place = ["_landing_key", "_source_position"];

    /// <summary>The objects that were written.</summary>
    public List<string> Written { get; } = [];

    /// <summary>The draft with the deletes, and how many of its own rows they delete.</summary>
    public async Task<(SnapshotDraft Draft, long Superseded)> ApplyAsync(
        TableSnapshot? parent,
        SnapshotDraft draft,
        CancellationToken cancellationToken
    )
    {
        var key = options.Key.Select(columns.Of).OfType<(string Name, RawType Type)>().Select(c => c.Name).ToList();
        // Not even a column: every document lacked the key, and was refused for it.
        if (key.Count < options.Key.Count)
            return (draft, 0);
        var kept = draft.KeepsParentFiles ? parent : null;
        var after = new TableSnapshot(
            0,
            draft.Table,
            draft.ParentId,
            Guid.Empty,
            DateTimeOffset.UnixEpoch,
            "",
            draft.Schema,
            draft.Columns,
            [.. kept?.Files ?? [], .. draft.AddedFiles.Select(f => f with { Sequence = long.MaxValue })]
        )
        {
            Deletes = kept?.Deletes ?? [],
        };
        await job.AttachTableAsync(after, All, cancellationToken: cancellationToken);
        var order = (await lake.Landing.ListAsync(options.Source, cancellationToken)).Select(o =>
            $"({Sql.Literal(o.Key)}, {o.Id.ToString(CultureInfo.InvariantCulture)})"
        );
        var added = draft
            .AddedFiles.SelectMany(f => f.LandingKeys)
            .Distinct(StringComparer.Ordinal)
            .Select(Sql.Literal);
        var (deletes, own) = await job.RunAsync(
            session =>
            {
                session.Execute(
                    $"""
                    CREATE TEMP TABLE {Superseded} AS SELECT {Sql.Identifiers(Place)}
                    FROM {All} LEFT JOIN (VALUES {string.Join(
                        ", ",
                        order
                    )}) AS landed (key, number) ON _landing_key = landed.key
                    QUALIFY row_number() OVER (PARTITION BY {Sql.Identifiers(key)}
                        ORDER BY landed.number DESC NULLS LAST, _source_position DESC) > 1
                    """,
                    null,
                    cancellationToken
                );
                return (
                    new DeleteWriter(session, job.Scan(session, after), lake.Objects.Stage, cancellationToken).Write(
                        job.FolderOf(draft.Table),
                        job.Scan(session, after).Places(Place, Superseded)
                    ),
                    session.Scalar<long>(
                        $"SELECT count(*) FROM {Superseded} WHERE _landing_key IN ({string.Join(", ", added)})",
                        null,
                        cancellationToken
                    )
                );
            },
            cancellationToken
        );
        foreach (var one in deletes)
        {
            await using var staged = one.Staged;
            Written.Add(one.File.Key);
            await staged.CommitAsync(one.File.Key, cancellationToken: cancellationToken);
        }
        draft = draft with
        {
            AddedDeletes = [.. deletes.Select(d => d.File)],
            KeepsParentFiles = true,
            Removed = draft.KeepsParentFiles
                ? draft.Removed
                : parent!.Files.Select(f => f.Key).Concat(parent.Deletes.Select(d => d.Key)).ToHashSet(),
        };
        return (draft, own);
    }
}
