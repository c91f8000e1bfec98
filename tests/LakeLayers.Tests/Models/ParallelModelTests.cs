using System.Collections.Concurrent;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

public class ParallelModelTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Models_that_do_not_read_each_other_run_at_the_same_time_and_others_after_what_they_read()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world
            .Project.Model("refined.a", "SELECT 1 AS x")
            .Model("refined.b", "SELECT 2 AS x")
            .Model("presentation.both", "SELECT a.x + b.x AS x FROM {{ ref('a') }} AS a, {{ ref('b') }} AS b");
        var meeting = new Meeting("refined.a", "refined.b");

        await world.RunAsync(
            new RunModelsOptions(world.Project.Path) { Parallel = 2 },
            StepContext.Standalone("models") with
            {
                Progress = meeting,
                Time = meeting.Clock,
            }
        );

        Assert.True(meeting.HappenedBefore("presentation.both"));
        Assert.Equal(["3"], await world.RowsAsync("presentation.both"));
    }

    [Fact]
    public async Task One_at_a_time_is_possible()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model("refined.a", "SELECT 1 AS x").Model("refined.b", "SELECT 2 AS x");
        var seen = new ConcurrentQueue<string>();

        await world.RunAsync(
            new RunModelsOptions(world.Project.Path) { Parallel = 1 },
            StepContext.Standalone("models") with
            {
                Progress = new OnReport(p => seen.Enqueue(p.Detail!)),
            }
        );

        Assert.Equal(["refined.a", "refined.a", "refined.b", "refined.b"], seen);
    }

    [Fact]
    public async Task A_model_waits_for_a_table_that_only_a_rule_of_its_contract_asks()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world
            .Project.Model("refined.a_parts", "SELECT i AS x FROM range(100000) t(i)")
            .Model("refined.b", "SELECT 100000 AS total")
            .Contract(
                "refined.b",
                """
                quality:
                  - type: sql
                    name: as many as there are parts
                    query: SELECT count(*) - (SELECT max(total) FROM refined.b) FROM refined.a_parts
                    mustBe: 0
                """
            );

        for (var i = 0; i < 5; i++)
        {
            var result = await world.RunAsync(new RunModelsOptions(world.Project.Path) { Parallel = 2, Force = true });
            Assert.All(result.Models.SelectMany(m => m.Rules), r => Assert.Equal(0, r.Rows));
        }
    }

    [Fact]
    public async Task Where_one_fails_the_others_stop_and_nothing_is_published()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world
            .Project.Model(
                "refined.endless",
                "SELECT count(*) AS n FROM range(100000000) a(i), range(100000000) b(j) WHERE i % 7 = j % 11"
            )
            .Model("refined.wrong", "SELECT error('no such luck') AS x")
            .Model("refined.after", "SELECT n FROM {{ ref('endless') }}");

        var error = await Assert.ThrowsAsync<PenstockException>(() =>
            world.RunAsync(new RunModelsOptions(world.Project.Path) { Parallel = 2 })
        );

        Assert.Contains("no such luck", error.Message, StringComparison.Ordinal);
        Assert.Contains("wrong.sql", error.Message, StringComparison.Ordinal);
        Assert.Null(await world.CurrentAsync("refined.endless"));
        Assert.Empty(world.StagedFiles);
    }

    [Fact]
    public async Task Models_that_do_not_fit_into_memory_together_are_made_one_after_the_other()
    {
        await using var world = await ModelWorld.CreateAsync(postgres, memoryLimit: "150MB");
        foreach (var name in (string[])["a", "b", "c", "d"])
            world.Project.Model($"refined.{name}", "SELECT len(list(i)) AS n FROM range(6000000) t(i)"); // A list cannot be spilled.

        var result = await world.RunAsync(new RunModelsOptions(world.Project.Path) { Parallel = 4, Threads = 4 });

        Assert.Equal(4, result.RowsOut);
        Assert.Equal(["6000000"], await world.RowsAsync("refined.d"));
    }

    [Fact]
    public async Task Tests_run_beside_each_other_and_are_reported_in_their_order()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model("refined.a", "SELECT i AS x FROM range(20) t(i)");
        for (var i = 10; i < 30; i++)
            world.Project.Write(
                $"tests/at_{i}.sql",
                $"{{{{ config(severity='warn') }}}} SELECT * FROM {{{{ ref('a') }}}} WHERE x + 10 = {i}"
            );

        var result = await world.RunAsync(new RunModelsOptions(world.Project.Path) { Parallel = 3, WithTests = true });

        Assert.Equal(Enumerable.Range(10, 20).Select(i => $"at_{i}"), result.Tests.Select(t => t.Test));
        Assert.All(
            result.Tests,
            t => Assert.Equal(int.Parse(t.Test[3..], null) - 10, (int)Assert.Single(t.Sample)["x"]!)
        );
    }

    /// <summary>Lets models go on when both have begun.</summary>
    private sealed class Meeting(params string[] tables) : IProgress<StepProgress>
    {
        private readonly ConcurrentQueue<string> _seen = [];
        private readonly TaskCompletionSource _met = new();
        private bool _missed;

        public TimeProvider Clock => new WaitingClock(this);

        public bool HappenedBefore(string table) =>
            !_missed && _met.Task.IsCompleted && _seen.TakeWhile(s => s != table).Count() == 2 * tables.Length;

        public void Report(StepProgress value)
        {
            _seen.Enqueue(value.Detail!);
            if (tables.All(_seen.Contains))
                _met.TrySetResult();
        }

        // A model asks for the time when it has begun and not done anything yet.
        private sealed class WaitingClock(Meeting meeting) : TimeProvider
        {
            public override DateTimeOffset GetUtcNow()
            {
                if (!meeting._seen.IsEmpty && !meeting._met.Task.Wait(TimeSpan.FromSeconds(30)))
                    meeting._missed = true;
                return base.GetUtcNow();
            }
        }
    }
}
