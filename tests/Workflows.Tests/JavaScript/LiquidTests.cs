using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Expressions.JavaScript;

namespace Penstock.Workflows.Tests.JavaScript;

public sealed class LiquidTests : IDisposable
{
    private readonly Scripts _scripts = new(
        new() { Workers = 1 },
        new Chart()
            .Variable("v1", "Count", "Int32", "3")
            .Variable("v2", "Order", "JsonObject")
            .Variable("v3", "Files", "Object"),
        new() { ["runDate"] = "2026-01-02" }
    );

    public LiquidTests()
    {
        _scripts.Memory.Find("Order")!.Value = JsonNode.Parse(
            """{"id": 7, "lines": [{"sku": "a", "n": 1}, {"sku": "b", "n": 2}]}"""
        );
        _scripts.Memory.Find("Files")!.Value = new[] { "x.csv", "y.csv" };
        _scripts.Workflow.CorrelationId = "c-1";
    }

    public void Dispose() => _scripts.Dispose();

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("{{ Variables.Count }} files", "3 files")]
    [InlineData("{{ Variables.Order.lines[1].sku | upcase }}", "B")]
    [InlineData("{% for line in Variables.Order.lines %}{{ line.sku }}={{ line.n }};{% endfor %}", "a=1;b=2;")]
    [InlineData("{% if Variables.Count > 2 %}many{% else %}few{% endif %}", "many")]
    [InlineData("{% assign n = Variables.Count | plus: 1 %}{{ n }}", "4")]
    [InlineData("{{ Input.runDate }}", "2026-01-02")]
    [InlineData("{{ Variables.Missing }}{{ Input.missing }}|", "|")]
    [InlineData("{{ Variables.Files | join: '+' }}", "x.csv+y.csv")]
    [InlineData("{{ Variables.Order.lines | json }}", """[{"sku":"a","n":1},{"sku":"b","n":2}]""")]
    [InlineData("{{ 'Grüße' | base64 }}", "R3LDvMOfZQ==")]
    [InlineData(
        "{{ CorrelationId }} {{ WorkflowDefinitionId }} {{ WorkflowDefinitionVersionId }} {{ WorkflowDefinitionVersion }}",
        "c-1 orders orders-v1 1"
    )]
    [InlineData("{{ WorkflowInstanceId }}", "0198c0de-0000-7000-8000-000000000001")]
    [InlineData("<b>{{ '<i>' }}</b>", "<b><i></b>")]
    [InlineData(
        "{% for i in (1..1000) %}{% for j in (1..3) %}{% if j == 9 %}x{% endif %}{% endfor %}{% endfor %}|",
        "|"
    )]
    public async Task A_template_is_rendered_from_the_run(string template, string expected) =>
        Assert.Equal(expected, await _scripts.RenderAsync(template));

    [Fact]
    public async Task The_text_becomes_what_the_input_wants() =>
        Assert.Equal(4, await _scripts.RunAsync("{{ Variables.Count | plus: 1 }}", typeof(int), "Liquid"));

    [Fact]
    public async Task A_rendering_sees_the_values_of_its_time()
    {
        await _scripts.RenderAsync("{% assign leak = 1 %}{{ Variables.Count }}");
        _scripts.Memory.Find("Count")!.Value = 9;

        Assert.Equal("9", await _scripts.RenderAsync("{{ Variables.Count }}{{ leak }}"));
    }

    [Theory]
    [InlineData("{{ Variables.Count", "'}}' was expected")]
    [InlineData("line one\n{{ 1 | nofilter }}", "line 2")]
    [InlineData("{% include 'x' %}", "include")]
    [InlineData("{% render '/etc/passwd' %}", "render")]
    [InlineData("{% layout 'x' %}", "layout")]
    public async Task Errors_and_file_tags_are_usage_errors(string template, string expected) =>
        Assert.Contains(
            expected,
            (await Assert.ThrowsAsync<UsageException>(() => _scripts.RenderAsync(template))).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        "{{ Variables.constructor.constructor }}{{ Variables.Order.constructor }}{{ Variables.Order.__proto__ }}"
    )]
    [InlineData(
        "{% assign x = 'x' %}{{ x.constructor }}{{ Variables.Files.map }}{{ x.GetType }}{{ Variables.GetType }}"
    )]
    public async Task What_a_value_inherits_cannot_be_reached(string template) =>
        Assert.Equal("", await _scripts.RenderAsync(template));

    [Theory]
    [InlineData("{% for i in (1..100000) %}{% for j in (1..100000) %}{{ j }}{% endfor %}{% endfor %}")]
    [InlineData("{% for i in (1..100000000) %}{{ i }}{% endfor %}")]
    public async Task A_template_that_does_not_end_is_stopped_and_the_next_is_fine(string template)
    {
        Assert.Contains(
            "stopped",
            (await Assert.ThrowsAsync<UsageException>(() => _scripts.RenderAsync(template))).What,
            StringComparison.Ordinal
        );
        Assert.Equal("3", await _scripts.RenderAsync("{{ Variables.Count }}"));
    }
}
