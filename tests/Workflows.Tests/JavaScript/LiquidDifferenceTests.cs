namespace Penstock.Workflows.Tests.JavaScript;

/// <summary>What docs/reference/expressions.md says of how Fluid renders, where other engines of Liquid render otherwise.</summary>
public sealed class LiquidDifferenceTests : IDisposable
{
    private readonly Scripts _scripts = new(
        chart: new Chart().Variable("v1", "Day", "DateTimeOffset", "2026-01-02T03:04:05Z")
    );

    public void Dispose() => _scripts.Dispose();

    [Theory]
    [InlineData("{{ 7 | divided_by: 2 }}", "3")]
    [InlineData("{{ 7 | divided_by: 2.0 }}", "3.5")]
    [InlineData("{{ 3.0 }}", "3.0")]
    [InlineData("{{ 0.1 | plus: 0.2 }}", "0.3")]
    [InlineData("{{ Variables.Day }}", "2026-01-02 03:04:05Z")]
    [InlineData("{{ Variables.Day | date: '%d.%m.%Y' }}", "02.01.2026")]
    public async Task A_template_renders_as_in_Fluid(string template, string expected) =>
        Assert.Equal(expected, await _scripts.RenderAsync(template));

    [Theory]
    [InlineData("{{ 'x'.size }}")]
    [InlineData("{{ 'x' | group_by: 'a' }}")]
    [InlineData("{{ 'x' | slugify }}")]
    [InlineData("{{ 'x' | where_exp: 'i', 'i' }}")]
    [InlineData("{{ 'x' | jsonify }}")]
    public async Task A_template_is_refused(string template) =>
        await Assert.ThrowsAsync<Core.Errors.UsageException>(() => _scripts.RenderAsync(template));
}
