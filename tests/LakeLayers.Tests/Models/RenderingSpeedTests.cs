using Penstock.LakeLayers.Models.Templates;

namespace Penstock.LakeLayers.Models;

public class RenderingSpeedTests
{
    [Fact]
    public void Three_hundred_models_are_rendered_in_less_than_three_tenths_of_a_second()
    {
        var text =
            "{{ config(materialized='incremental', unique_key='id') }}\n"
            + "{% set cols = ['a', 'b', 'c', 'secret'] %}\nSELECT id\n"
            + "{% for c in cols if c != 'secret' %}, {{ money(c) }} AS {{ c }}_{{ loop.index }}\n{% endfor %}"
            + "FROM {{ source('raw', 'x') }}\n{% if is_incremental() %}WHERE at > {{ var('from', '2024-01-01') }}{% endif %}\n";
        TemplateRequest request = new(
            [new MacroFile("macros/m.sql", "{% macro money(c) %}({{ c }} / 100.0)::DECIMAL(18, 2){% endmacro %}")],
            [
                .. Enumerable
                    .Range(0, 300)
                    .Select(i => new TemplateSource(
                        $"models/m{i}.sql",
                        text + $"-- {i}",
                        $"refined.m{i}",
                        [false, true]
                    )),
            ],
            new Dictionary<string, IReadOnlyList<string>>(),
            new Dictionary<string, System.Text.Json.Nodes.JsonNode?>(),
            FullRefresh: false
        );
        var times = new List<TimeSpan>();
        for (var i = 0; i < 5; i++)
        {
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            var rendered = TemplateEngine.Render(request);
            times.Add(System.Diagnostics.Stopwatch.GetElapsedTime(started));
            Assert.Equal(300, rendered.Count);
            Assert.Contains("(a / 100.0)::DECIMAL(18, 2) AS a_1", rendered[0].Modes[0].Sql, StringComparison.Ordinal);
        }
        Assert.InRange(times.Min(), TimeSpan.Zero, TimeSpan.FromMilliseconds(300));
    }
}
