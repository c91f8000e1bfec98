using Penstock.Core.Errors;

namespace Penstock.Workflows.Tests.JavaScript;

public sealed class ScriptValueTests : IDisposable
{
    private readonly Scripts _scripts = new();

    public void Dispose() => _scripts.Dispose();

    [Theory]
    [InlineData("1+1", "2")]
    [InlineData("var x=1; x", "1")]
    [InlineData("let x = 2; const y = 3; x * y", "6")]
    [InlineData("({a:1})", """{"a":1}""")]
    [InlineData("return 5;", "5")]
    [InlineData("if (1 > 2) { return 'a' } else { return 'b' }", "\"b\"")]
    [InlineData("for (const x of [1,2,3]) { if (x === 2) return x; } return 0; // the end", "2")]
    [InlineData("if (true) { 'yes' } else { 'no' }", "\"yes\"")]
    [InlineData("{ rows: 1 }", "1")]
    [InlineData("var x = 1;", null)]
    [InlineData("function f() { return 1 } f() + 1", "2")]
    [InlineData("", null)]
    [InlineData("null", null)]
    [InlineData("undefined", null)]
    [InlineData("() => 1", null)]
    [InlineData("x = 5; x", "5")]
    public async Task The_value_of_the_last_statement_or_of_return_is_the_result(string source, string? expected) =>
        Assert.Equal(expected, await _scripts.JsonAsync(source));

    [Theory]
    [InlineData("[3,1,2].toSorted().at(-1)", "3")]
    [InlineData("const {a, ...rest} = {a:1, b:2}; rest", """{"b":2}""")]
    [InlineData("`${[1,2].map(x => x ** 2).join('-')}`", "\"1-4\"")]
    [InlineData("({a:{b:null}}).a?.b ?? 'none'", "\"none\"")]
    [InlineData("Object.groupBy([1,2,3], x => x % 2 ? 'odd' : 'even')", """{"odd":[1,3],"even":[2]}""")]
    [InlineData("class A { #x = 4; get x() { return this.#x } } new A().x", "4")]
    [InlineData("'Ünïcödé 😀 \\u0000 \\\\ \"'.length", "16")]
    public async Task Modern_syntax_works(string source, string expected) =>
        Assert.Equal(expected, await _scripts.JsonAsync(source));

    [Theory]
    [InlineData("Promise.resolve(3)", "3")]
    [InlineData("(async () => { await null; return 4 })()", "4")]
    [InlineData("return await Promise.all([1, Promise.resolve(2)])", "[1,2]")]
    [InlineData("const later = async x => x + 1; return await later(1)", "2")]
    public async Task A_promise_gives_its_value(string source, string expected) =>
        Assert.Equal(expected, await _scripts.JsonAsync(source));

    [Fact]
    public async Task A_promise_that_is_never_settled_is_an_error() =>
        Assert.Contains(
            "not settled",
            (await Assert.ThrowsAsync<UsageException>(() => _scripts.RunAsync("new Promise(() => {})"))).Message,
            StringComparison.Ordinal
        );

    public static TheoryData<string, Type, object?> Converted =>
        new()
        {
            { "250", typeof(int), 250 },
            { "'250'", typeof(int), 250 },
            { "1 > 0", typeof(bool), true },
            { "7.5", typeof(decimal), 7.5m },
            { "2 ** 53", typeof(long), 9007199254740992L },
            { "123456789012345678901n", typeof(decimal), 123456789012345678901m },
            { "9007199254740993n", typeof(long), 9007199254740993L },
            { "'00:01:30'", typeof(TimeSpan), TimeSpan.FromSeconds(90) },
            {
                "new Date(Date.UTC(2026, 0, 2, 3, 4, 5))",
                typeof(DateTimeOffset),
                new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)
            },
            { "new Date(Date.UTC(2026, 0, 2))", typeof(string), "2026-01-02T00:00:00.000Z" },
            {
                "'2026-01-02T00:00:00+01:00'",
                typeof(DateTimeOffset),
                new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.FromHours(1))
            },
            {
                "['a','b']",
                typeof(ICollection<string>),
                new List<string> { "a", "b" }
            },
            { "new Uint8Array([1,2,255])", typeof(byte[]), new byte[] { 1, 2, 255 } },
            { "'AQL/'", typeof(byte[]), new byte[] { 1, 2, 255 } },
            { "new Uint8Array([1,2,255])", typeof(string), "AQL/" },
            { "12", typeof(object), 12 },
            { "'x'", typeof(object), "x" },
            { "true", typeof(string), "True" },
            { "({a:[1]})", typeof(string), "{\"a\":[1]}" },
            { "'monday'", typeof(DayOfWeek), DayOfWeek.Monday },
            { "null", typeof(int), 0 },
            { "null", typeof(int?), null },
        };

    [Theory]
    [MemberData(nameof(Converted))]
    public async Task Results_become_what_the_input_wants(string source, Type type, object? expected) =>
        Assert.Equal(expected, await _scripts.RunAsync(source, type));

    [Theory]
    [InlineData("0/0", typeof(int), "NaN")]
    [InlineData("1/0", typeof(object), "Infinity")]
    [InlineData("'abc'", typeof(int), "cannot be read as Int32")]
    [InlineData("new Date('never')", typeof(DateTimeOffset), "Date")]
    [InlineData("let a = []; for (let i = 0; i < 1000; i++) a = [a]; a", typeof(object), "nested more than")]
    [InlineData("const a = {}; a.a = a; a", typeof(object), "cyclic")]
    public async Task What_does_not_fit_is_a_usage_error(string source, Type type, string expected) =>
        Assert.Contains(
            expected,
            (await Assert.ThrowsAsync<UsageException>(() => _scripts.RunAsync(source, type))).Message,
            StringComparison.OrdinalIgnoreCase
        );

    [Theory]
    [InlineData("let a = 1;\nlet b = a +;\nb", "line 2", "SyntaxError")]
    [InlineData("let a = 1;\n\na.b.c", "line 3", "TypeError")]
    [InlineData("\nthrow new RangeError('too far')", "line 2", "RangeError: too far")]
    [InlineData("throw 'plain'", "plain", "failed")]
    [InlineData("throw {code: 7}", "\"code\":7", "failed")]
    [InlineData("return 1 +", "SyntaxError", "line")]
    [InlineData("missing()", "line 1", "missing")]
    [InlineData("\nsetVariable('nowhere', 1)", "line 2", "no variable nowhere")]
    [InlineData("(async () => {\n throw new Error('later') })()", "line 2", "later")]
    [InlineData("JSON.parse('{')", "line 1", "SyntaxError")]
    public async Task Errors_name_line_and_message(string source, string first, string second)
    {
        var error = await Assert.ThrowsAsync<UsageException>(() => _scripts.RunAsync(source));

        Assert.Contains(first, error.What, StringComparison.Ordinal);
        Assert.Contains(second, error.What, StringComparison.Ordinal);
        Assert.NotNull(error.Subject);
        Assert.NotNull(error.Next);
    }
}
