using System.Diagnostics;
using System.Globalization;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Tests.JavaScript;

/// <summary>
/// Random scripts out of what grows, nests and repeats. Whatever they do, each ends with a value or an error for people, soon, and
/// the process goes on. A few seconds of them in every run; ten minutes with PENSTOCK_SLOW.
/// </summary>
public sealed class ScriptFuzzTests : IDisposable
{
    private static readonly string[] Values =
    [
        "a",
        "b",
        "'x'",
        "1e6",
        "[]",
        "({})",
        "null",
        "-1.5",
        "true",
        "#",
        "[a, b]",
        "({ a, b })",
        "a + b",
        "`${a}${b}`",
        "String(a)",
        "JSON.stringify(a)",
        "JSON.parse(String(b))",
        "'x'.repeat(#)",
        "String(a).repeat(#)",
        "new Array(#).fill(a)",
        "Array(#).join(b)",
        "Array.from({ length: # }, () => b)",
        "String(a).split('')",
        "new Map([[a, b]])",
        "new Set([a, b])",
        "new Proxy(Object(a), {})",
        "[a].flat(Infinity)",
        "[a, [b]].toString()",
        "[...Array(#).keys()].sort(() => -1)",
        "/(x+x+)+y/.test(a)",
        "/^(a|a)*$/.exec(String(a))",
        "String(a).replace(/./g, b)",
        "String(a).replaceAll('x', b)",
        "String(a).padEnd(#, b)",
        "String(a).padStart(#)",
        "Object.assign({}, a, b)",
        "f(a)",
        "f(f(b))",
        "new Uint8Array(#)",
        "new Uint8Array(#).fill(1).join(b)",
        "encodeURIComponent(String(a))",
        "String(a).normalize('NFKD')",
        "String(a).localeCompare(b)",
        "new Date(a)",
        "Number(a)",
        "a ** b",
        "a * b",
        "a == b",
        "Object.entries(Object(a))",
        "Reflect.ownKeys(Object(a))",
        "Object(a).toLocaleString()",
        "String.raw({ raw: [a, b] }, a)",
        "Promise.all([a, b])",
        "Object.groupBy([a, b], x => x)",
        "[a, b].toSorted()",
        "new Error(a, { cause: b })",
        "escape(String(a))",
        "[a, b, a].reduce((x, y) => x + y)",
        "[a].concat(b, a)",
        "Array(#)",
        "({ get x() { return a }, toString: f })",
        "({ toJSON: f })",
        "({ valueOf: f })",
        "f.bind(a, b)",
        "Object.create(Object(a))",
        "new RegExp(String(a))",
        "new RegExp('('.repeat(#) + ')'.repeat(#))",
        "'['.repeat(#)",
        "toJson(a)",
        "stringToBase64(String(a))",
        "bytesFromString(String(a))",
        "setVariable('Count', a)",
        "getVariable('Count')",
        "123n + 1n",
        "typeof a",
        "Array.prototype.concat.apply([], Array(#))",
        "String.fromCharCode.apply(null, Array(#))",
        "Math.max(...Array(#))",
        "structuredClone(a)",
        "[a].values().map(f).toArray()",
        "Symbol(String(a)).toString()",
        "new WeakMap().set({}, a)",
        "Object.fromEntries([[a, b]])",
        "a?.constructor",
        "a?.constructor?.constructor",
        "a?.__proto__",
        "globalThis",
    ];

    private static readonly string[] Steps =
    [
        "a = §;",
        "b = §;",
        "a = [§, a];",
        "a = { a, b: § };",
        "b = a; a = §;",
        "for (let i = 0; i < #; i++) { ¤ }",
        "for (const x of Object(§)) { ¤ }",
        "for (const x in Object(§)) { ¤ }",
        "try { ¤ } catch (e) { a = e; } finally { b = §; }",
        "if (§) { ¤ } else { ¤ }",
        "while (§) { ¤ }",
        "f = x => { ¤ return §; };",
        "f = x => [x, f];",
        "f = async x => { await §; ¤ };",
        "switch (§) { case §: ¤ }",
        "label: for (;;) { ¤ break label; }",
        "(() => { ¤ })();",
        "Object(§)[§] = §;",
        "delete Object(a)[§];",
        "Object.defineProperty(Object(a), 'x', { get: f });",
        "Array.prototype.x = §;",
        "throw §;",
    ];

    private readonly Scripts _scripts = new(new() { Workers = 2 }, new Chart().Variable("v1", "Count", "Object"));

    public void Dispose() => _scripts.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_a_script_does_it_ends_and_the_process_goes_on(int seed)
    {
        var slow = Environment.GetEnvironmentVariable("PENSTOCK_SLOW") is not null;
        var end = TimeSpan.FromSeconds(slow ? 300 : 3);
        var all = Stopwatch.StartNew();
        for (var i = 0; all.Elapsed < end; i++)
        {
            var script = Make(new Random((seed * 1_000_003) + i));
            var one = Stopwatch.StartNew();
            try
            {
                await _scripts.RunAsync(script);
            }
            catch (UsageException)
            {
                // A limit, or an error of the script: both are for people.
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, script {i}: {e.GetType().Name}: {e.Message}\n{script}");
            }
            Assert.True(
                one.Elapsed < TimeSpan.FromSeconds(60),
                $"seed {seed}, script {i} took {one.Elapsed}\n{script}"
            );
        }
        Assert.Equal(2, await _scripts.RunAsync<int>("1 + 1"));
    }

    private static string Make(Random random)
    {
        var text = "let a = 'x', b = 2, f = x => x;\n";
        for (var i = random.Next(1, 6); i > 0; i--)
            text += Fill(Steps[random.Next(Steps.Length)], random, 0) + "\n";
        return text + Fill("§", random, 0);
    }

    private static string Fill(string shape, Random random, int depth)
    {
        var text = new System.Text.StringBuilder();
        foreach (var c in shape)
        {
            _ = c switch
            {
                '§' => text.Append('(')
                    .Append(Fill(Values[random.Next(depth > 3 ? 10 : Values.Length)], random, depth + 1))
                    .Append(')'),
                '¤' when depth > 3 => text.Append("a = b;"),
                '¤' => text.Append(Fill(Steps[random.Next(Steps.Length)], random, depth + 1)),
                '#' => text.Append(
                    ((int[])[3, 1_000, 1_000_000])[random.Next(3)].ToString(CultureInfo.InvariantCulture)
                ),
                _ => text.Append(c),
            };
        }
        return text.ToString();
    }
}
