using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// The columns that a table has. Those that only NULL (or only objects without fields) came to so far have a type that no
/// value says;
/// that is looked up where other values come, since a type must not depend on what came first.
/// </summary>
internal sealed class ExistingColumns(LakeJob job)
{
    private const string View = "penstock_existing";

    private bool _isAttached;

    /// <summary>The columns of documents.</summary>
    /// <param name="table">The table; null when it is new.</param>
    /// <param name="shape">What comes.</param>
    /// <param name="isRebuilt">Whether all rows are made anew, so that only names and order count.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<(string Name, RawType Type)>> ColumnsAsync(
        TableSnapshot? table,
        FieldShape shape,
        bool isRebuilt,
        CancellationToken cancellationToken
    )
    {
        if (table is null)
            return [];
        var documents = table.Schema.Where(c => !ColumnNames.IsProvenance(c.Name)).ToList();
        var types = await job.RunAsync(
            session =>
                documents
                    .Select(c =>
                        (c.Name, Type: RawType.From(session.Query($"SELECT NULL::{c.Type}").Columns[0].Logical))
                    )
                    .ToList(),
            cancellationToken
        );
        var names = ColumnNames.Of(shape.Fields.Keys, types.Select(c => c.Name));
        var coming = RawColumns.Seen(shape, names).ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal);
        List<(string, RawType)> columns = [];
        foreach (var (name, type) in types)
        {
            if (!coming.TryGetValue(name, out var next))
                columns.Add((name, type));
            else if (isRebuilt)
                columns.Add((name, new RawType(RawType.Text) { IsUnknown = true }));
            else
                columns.Add(
                    (
                        name,
                        await MarkAsync(
                            table,
                            type,
                            next,
                            Sql.Identifier(name),
                            condition => condition,
                            0,
                            cancellationToken
                        )
                    )
                );
        }
        return columns;
    }

    private async Task<RawType> MarkAsync(
        TableSnapshot table,
        RawType known,
        RawType next,
        string value,
        Func<string, string> row,
        int depth,
        CancellationToken cancellationToken
    )
    {
        if (known.Sql == next.Sql)
            return known;
        if (known.Fields is not null && next.Fields is not null)
        {
            List<(string, RawType)> fields = [];
            foreach (var (name, type) in known.Fields)
                fields.Add(
                    (
                        name,
                        next.Fields.FirstOrDefault(f => f.Name == name) is { Type: { } part }
                            ? await MarkAsync(
                                table,
                                type,
                                part,
                                $"({value}).{Sql.Identifier(name)}",
                                row,
                                depth,
                                cancellationToken
                            )
                            : type
                    )
                );
            return known with { Fields = fields };
        }
        if (known.Item is not null && next.Item is not null)
        {
            var item = $"item{depth}";
            string Row(string condition) =>
                row($"coalesce(len(list_filter({value}, lambda {item}: {condition})) > 0, false)");
            return known with
            {
                Item = await MarkAsync(table, known.Item, next.Item, item, Row, depth + 1, cancellationToken),
            };
        }
        var filled = known.Scalar switch
        {
            RawType.Text when !next.IsUnknown => $"{value} IS NOT NULL",
            RawType.Json when next.Fields is not null => $"{value} IS NOT NULL AND {value}::VARCHAR <> '{{}}'",
            _ => null,
        };
        return filled is null
            ? known
            : known with
            {
                IsUnknown = !await AnyAsync(table, row(filled), cancellationToken),
            };
    }

    private async Task<bool> AnyAsync(TableSnapshot table, string condition, CancellationToken cancellationToken)
    {
        if (!_isAttached)
            await job.AttachTableAsync(table, View, cancellationToken: cancellationToken);
        _isAttached = true;
        var rows = await job.QueryAsync(
            $"SELECT 1 FROM {View} WHERE {condition} LIMIT 1",
            cancellationToken: cancellationToken
        );
        return rows.Rows.Count > 0;
    }
}
