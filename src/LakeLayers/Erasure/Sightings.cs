using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Erasure;

/// <summary>What a <see cref="ForgottenWatch"/> saw in rows of one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns that were looked at.</param>
/// <param name="Found">Who is there.</param>
internal sealed record Sightings(TableName Table, IReadOnlyList<string> Columns, IReadOnlyList<Sighting> Found)
{
    private const string Assertion = "forgotten_people";

    /// <summary>Nothing was looked at.</summary>
    public static Sightings None { get; } = new(default, [], []);

    /// <summary>What hindered the look.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Who is there, by column.</summary>
    public IEnumerable<SeenAgain> Again =>
        Found
            .GroupBy(f => f.Column)
            .Select(g => new SeenAgain(
                Table,
                g.Key,
                g.Select(f => f.Subject).Distinct().LongCount(),
                g.Sum(f => f.Rows)
            ));

    /// <summary>The same for people: counts, and no values.</summary>
    public IReadOnlyList<string> Warnings =>
        [
            .. Again.Select(s =>
                FormattableString.Invariant(
                    $"{s.Table} has {(s.Subjects == 1 ? "a person who was" : $"{s.Subjects} people who were")} forgotten again, in {s.Rows} new {(s.Rows == 1 ? "row" : "rows")} by the column {s.Column}: the source still gives them (penstock forget check)"
                )
            ),
            .. Notes,
        ];

    /// <summary>The same for lineage events: a column that was looked at and found clean is told too.</summary>
    public IEnumerable<QualityAssertion> Assertions =>
        Columns.Select(column =>
            Found.Where(f => f.Column == column).Sum(f => f.Rows) is var rows
                ? new QualityAssertion(
                    Assertion,
                    rows == 0,
                    column,
                    IsWarning: true,
                    "Nobody who was erased is in new rows",
                    rows
                )
                : null!
        );

    /// <summary>The same with what was seen in further rows of the table.</summary>
    public Sightings And(Sightings more) =>
        Columns.Count == 0 && Notes.Count == 0
            ? more
            : this with
            {
                Found = [.. Found, .. more.Found],
                Columns = [.. Columns.Union(more.Columns)],
                Notes = [.. Notes.Union(more.Notes)],
            };

    /// <summary>Notes an output of a step with what was seen in it, and warns of that.</summary>
    public void Tell(StepScope scope, DatasetFacts facts)
    {
        scope.Wrote(facts with { Assertions = [.. facts.Assertions, .. Assertions] });
        foreach (var warning in Warnings)
            scope.Warn(warning);
    }
}
