namespace Penstock.Jinja.Tests;

public class LimitTests
{
    [Theory]
    [InlineData("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")]
    [InlineData("{{ 'x' * 1000000000 }}")]
    [InlineData("{{ [0] * 1000000000 }}")]
    [InlineData("{{ 9 ** (9 ** 9) }}")]
    [InlineData("{{ '%1000000000d' % 1 }}")]
    [InlineData("{{ '{:1000000000}'.format(1) }}")]
    [InlineData("{{ 'x'.center(1000000000) }}")]
    [InlineData("{{ 'a\nb' | indent(1000000000) }}")]
    [InlineData("{% set ns = namespace(s='x') %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}")]
    [InlineData("{% set l = [1] %}{% for i in range(60) %}{% do l.extend(l) %}{% endfor %}")]
    [InlineData("{% set l = [] %}{% do l.append(l) %}{{ l }}")]
    public void What_has_no_end_is_ended(string template)
    {
        var error = Assert.Throws<JinjaException>(() => new JinjaEnvironment().Parse(template, "m.sql").Render());

        Assert.Equal((JinjaErrorKind.Limit, "m.sql"), (error.Kind, error.File));
    }

    [Fact]
    public void A_template_that_is_nested_too_deep_is_refused() =>
        Assert.Equal(
            JinjaErrorKind.Syntax,
            Assert
                .Throws<JinjaException>(() =>
                    new JinjaEnvironment().Parse(
                        "{{ " + new string('(', 100_000) + "1" + new string(')', 100_000) + " }}"
                    )
                )
                .Kind
        );
}
