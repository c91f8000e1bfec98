using System.CommandLine;
using System.Globalization;
using Penstock.Cli.Output;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Profiles;
using Penstock.LakeLayers.Tables;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock zones profile</c>: figures of a table's columns, and what moved.</summary>
internal static class ZonesProfile
{
    public static Command Create()
    {
        var table = new Argument<string>("table")
        {
            Description = "A table that a model makes, for instance refined.transactions.",
        };
        var runs = new Option<int>("--runs", "-n")
        {
            Description = "How many earlier runs to compare with, 1 to 100.",
            DefaultValueFactory = _ => 5,
        };
        return new Command(
            "profile",
            "Show figures of the columns that the last run wrote, and how they drifted against earlier runs."
        )
        {
            table,
            runs,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var name = TableName.Parse(parsed.GetRequiredValue(table));
                var earlier = parsed.GetValue(runs) is >= 1 and <= 100 and var n
                    ? n
                    : throw new UsageException("The number of runs must be between 1 and 100", "--runs");
                var found = await new ProfileQueries(platform.Platform.Lake).LastAsync(
                    name,
                    earlier + 1,
                    cancellationToken
                );
                if (found is not [var last, ..])
                    throw new UsageException(
                        "The table has no profile",
                        $"{name}",
                        "run the models that make it; profiles: false in models.yml turns profiles off"
                    );
                var before = found.Skip(1).Select(b => b.Profile).ToList();
                var drift = ProfileDrift.Of(last.Profile, before);
                printer.Data(
                    new
                    {
                        table = name.ToString(),
                        last.SnapshotId,
                        last.RunId,
                        last.At,
                        last.Profile,
                        comparedWith = before.Count,
                        drift,
                    },
                    _ => Print(last, before.Count, drift, printer)
                );
                return ExitCodes.Ok;
            }
        );
    }

    private static void Print(RecordedProfile last, int compared, IReadOnlyList<ProfileDrift> drift, Printer printer)
    {
        var profile = last.Profile;
        printer.Note(
            $"snapshot {last.SnapshotId}: {Units.Count(profile.Rows)} rows written{(profile.SampledRows < profile.Rows ? $", of which {Units.Count(profile.SampledRows)} read for the approximate figures" : "")}"
        );
        printer.Table(
            [
                "column",
                "type",
                "nulls",
                "distinct ~",
                "least",
                "greatest",
                "mean ~",
                "median ~",
                "most frequent ~",
                "drift",
            ],
            profile.Columns.Select(c =>
                (IReadOnlyList<object?>)
                    [
                        c.Column,
                        c.Type,
                        c.Nulls is { } nulls ? Share(nulls, profile.Rows) : null,
                        c.Distinct is { } distinct ? new Figure(distinct) : null,
                        c.Least,
                        c.Greatest,
                        c.Mean,
                        c.Quantiles.TryGetValue("0.5", out var median) ? median : null,
                        string.Join(", ", c.TopValues.Take(3)),
                        string.Join(", ", drift.Where(d => d.Column == c.Column).Select(d => d.Figure)),
                    ]
            )
        );
        foreach (var moved in drift)
            printer.Note($"drift: {moved}");
        printer.Note(
            compared == 0 ? "there is no earlier run to compare with"
            : drift.Count == 0 ? $"nothing drifted against {compared} earlier {(compared == 1 ? "run" : "runs")}"
            : $"against the mean of {compared} earlier {(compared == 1 ? "run" : "runs")}"
        );
    }

    private static string Share(long nulls, long rows) =>
        string.Create(CultureInfo.InvariantCulture, $"{100d * nulls / rows:0.##} %");
}
