using Penstock.Cli.Output;
using Penstock.LakeLayers.Erasure;

namespace Penstock.Cli.Commands;

/// <summary>Shows what there is of a person.</summary>
internal static class ForgetView
{
    public static void Print(SubjectFindings found, IReadOnlyDictionary<string, long> warehouse, Printer printer)
    {
        printer.Table(
            ["where", "what", "rows", "rows of the past", "snapshots", "what --erase does"],
            [
                .. found.Objects.Select(o =>
                    (IReadOnlyList<object?>)
                        [
                            $"landing.{o.Source}",
                            o.Key,
                            new Figure(o.Lines),
                            null,
                            null,
                            o.CanRewrite ? "empties the lines" : "nothing: no file of lines",
                        ]
                ),
                .. found.Tables.Select(t =>
                    (IReadOnlyList<object?>)
                        [
                            t.Table.ToString(),
                            $"by {t.By}",
                            new Figure(t.Rows),
                            new Figure(t.PastRows),
                            string.Join(", ", t.Snapshots),
                            t.Rows > 0
                                ? "a snapshot without them; those that had them expire"
                                : "snapshots that had them expire",
                        ]
                ),
                .. warehouse.Select(w =>
                    (IReadOnlyList<object?>)
                        [w.Key, "in the warehouse", new Figure(w.Value), null, null, "deletes the rows"]
                ),
                .. Others(found)
                    .Where(o => o.Count > 0)
                    .Select(o => (IReadOnlyList<object?>)[o.Where, o.What, new Figure(o.Count), null, null, o.Does]),
            ]
        );
        foreach (var note in found.Notes)
            printer.Note(note);
    }

    private static (string Where, string What, long Count, string Does)[] Others(SubjectFindings found) =>
        [
            ("vault", "tokens", found.Tokens, "deletes them"),
            ("tests", "rows of failed tests", found.TestRows, "takes them out"),
            ("profiles", "profiles with the identifier", found.Profiles, "takes the values out"),
        ];
}
