using System.Globalization;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>Tells from the wrong rows (<c>test_rows</c>) what a test came to, as dbt does.</summary>
internal sealed class TestVerdict(DuckDbSession session, ModelTest test, CancellationToken cancellationToken)
{
    private const string Any = "!= 0";

    private TestConfig Config => test.Config;

    /// <summary>The number of failures, and what they mean; what passes has none, whatever its conditions let by.</summary>
    public (long Failures, TestOutcome Outcome) Judge()
    {
        // A sum of no rows is NULL: nothing is wrong.
        var row = session
            .Query(
                $"SELECT x = x::HUGEINT, x::VARCHAR FROM (SELECT coalesce(({Config.FailCalc ?? "count(*)"}), 0) AS x "
                    + $"FROM test_rows)",
                null,
                cancellationToken
            )
            .Rows[0];
        if (
            row[0] is not true
            || !long.TryParse(
                ((string)row[1]!).Split('.')[0],
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var failures
            )
        )
            throw new PenstockException(
                $"The fail_calc of the test {test.Name} gives no whole number: {row[1]}",
                test.At,
                "Nothing of this step was published; the tables are as they were",
                "round it, for instance fail_calc: round(…), and run again"
            );
        var (warns, fails) = (Holds(Config.WarnIf, failures), Holds(Config.ErrorIf, failures));
        return test.Severity == TestSeverity.Error && fails ? (failures, TestOutcome.Fail)
            : warns ? (failures, TestOutcome.Warn)
            : (0, TestOutcome.Pass);
    }

    /// <summary>What is odd about the test's settings; null: nothing.</summary>
    public string? Remark()
    {
        if (Config is not { Limit: { } limit, FailCalc: null } || test.Severity == TestSeverity.Warn)
            return null;
        var reached = session.Scalar<bool>(
            $"SELECT coalesce(bool_or(failures {Config.ErrorIf ?? Any}), false) FROM range({limit} + 1) r(failures)",
            null,
            cancellationToken
        );
        return reached
            ? null
            : $"test {test.Name} can never fail: limit {limit} "
                + $"keeps the failures from ever being {Config.ErrorIf} ({test.At})";
    }

    private bool Holds(string? condition, long failures) =>
        session.Scalar<bool>(
            $"SELECT coalesce(failures {condition ?? Any}, false) "
                + $"FROM (SELECT {failures.ToString(CultureInfo.InvariantCulture)} AS failures)",
            null,
            cancellationToken
        );
}
