using System.Diagnostics;
using Penstock.Core.Errors;
using Penstock.Workflows.Expressions.JavaScript;

namespace Penstock.Workflows.Tests.JavaScript;

public sealed class ScriptLimitTests : IDisposable
{
    private readonly Scripts _scripts = new(new() { Workers = 1 });

    public void Dispose() => _scripts.Dispose();

    [Theory]
    [InlineData("while (true) {}")]
    [InlineData("for (;;) { try { while (true) {} } catch {} finally { continue } }")]
    [InlineData("while (true) /(x+x+)+y/.test('x'.repeat(60))")]
    [InlineData("[...Array(3e5).keys()].sort(() => { for (let i = 0; i < 1e5; i++); return 1 })")]
    [InlineData("({ get toJSON() { while (true) {} } })")]
    [InlineData("throw { get message() { return 1 }, toString() { while (true) {} }, toJSON() { while (true) {} } }")]
    public async Task A_script_that_does_not_end_is_stopped_and_the_next_is_fine(string source)
    {
        var watch = Stopwatch.StartNew();
        var error = await Assert.ThrowsAsync<UsageException>(() => _scripts.RunAsync(source));

        Assert.Contains("more than 250 ms", error.What, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30));
        Assert.Equal(2, await _scripts.RunAsync<int>("1 + 1"));
    }

    [Theory]
    [InlineData("const spin = () => Promise.resolve().then(spin); spin()")]
    [InlineData("(async () => { while (true) await null })()")]
    [InlineData("new Promise(() => {})")]
    public async Task A_promise_that_is_not_settled_is_given_up_and_the_next_is_fine(string source)
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Contains(
                "not settled within",
                (await Assert.ThrowsAsync<UsageException>(() => _scripts.RunAsync(source))).What,
                StringComparison.Ordinal
            );
            Assert.Equal(2, await _scripts.RunAsync<int>("1 + 1"));
        }
    }

    [Theory]
    [InlineData("(async () => { while (true) await null })(); 1")]
    [InlineData("const spin = () => Promise.resolve().then(spin); spin(); Promise.resolve(1)")]
    public async Task What_a_script_leaves_running_ends_with_it(string source)
    {
        for (var i = 0; i < 20; i++)
            Assert.Equal(1, await _scripts.RunAsync<int>(source));
    }

    [Theory]
    [InlineData("globalThis['Pro' + 'mise']")]
    [InlineData("\\u0050romise")]
    [InlineData("(() => {}).constructor('return 1')")]
    [InlineData("(function* () {}).constructor('return 1')")]
    [InlineData("globalThis['ev' + 'al']('1')")]
    public async Task There_is_no_code_from_text_and_no_hidden_promise(string source)
    {
        try
        {
            Assert.NotEqual("1", await _scripts.JsonAsync(source));
        }
        catch (UsageException e)
        {
            Assert.Matches("Error", e.What);
        }
    }

    [Theory]
    [InlineData("const a = []; while (true) a.push(new Array(1000).fill(a.length))")]
    [InlineData(
        "let s = 'x'; const all = []; while (true) { s += s.length < 1e6 ? s : ''; all.push((s + all.length).split('').join(' ')) }"
    )]
    [InlineData("const m = new Map(); for (let i = 0; ; i++) m.set('k' + i, { i, t: 'v' + i })")]
    [InlineData("const all = []; for (let i = 0; ; i++) all.push(new Uint8Array(1e6).fill(i))")]
    public async Task A_script_that_eats_memory_is_stopped_and_the_memory_comes_back(string source)
    {
        using var scripts = new Scripts(new() { Workers = 1, TimeLimit = TimeSpan.FromSeconds(20) });
        await scripts.RunAsync("1");
        var before = GC.GetTotalMemory(true);

        var error = await Assert.ThrowsAsync<UsageException>(() => scripts.RunAsync(source));

        Assert.Contains("more than 128 MiB", error.What, StringComparison.Ordinal);
        Assert.Equal(2, await scripts.RunAsync<int>("1 + 1"));
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 64L << 20);
    }

    [Theory]
    [InlineData("'x'.repeat(2 ** 30)")]
    [InlineData("'x'.padEnd(2 ** 30)")]
    [InlineData("'x'.repeat(1e4).replaceAll('x', 'y'.repeat(1e4))")]
    [InlineData("'x'.repeat(1e4).replace(/x/g, 'y'.repeat(1e4))")]
    [InlineData("Array(1e4).join('y'.repeat(1e4))")]
    [InlineData("Array(1e4).fill('y'.repeat(1e4)).join('')")]
    [InlineData("String(Array(1e4).fill('y'.repeat(1e4)))")]
    [InlineData("new Uint8Array(1e4).join('y'.repeat(1e4))")]
    public async Task A_text_beyond_all_measure_is_refused(string source) =>
        Assert.Contains(
            "RangeError",
            (await Assert.ThrowsAsync<UsageException>(() => _scripts.RunAsync(source))).What,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("let a = 3n; while (true) a = a * a")]
    [InlineData("let a = 3n; for (;;) a *= a")]
    [InlineData("2n ** 1000000000n")]
    [InlineData("1n << 2000000000n")]
    [InlineData("1n >> -2000000000n")]
    [InlineData("let a = 2n; a **= 1000000n; a <<= 9n; a")]
    [InlineData("[9n, 9n].reduce((x, y) => x * y)")]
    [InlineData("BigInt(2)")]
    [InlineData("globalThis['Big' + 'Int'](2)")]
    [InlineData("new BigInt64Array(2)[0]")]
    [InlineData("new DataView(new ArrayBuffer(8)).getBigInt64(0)")]
    [InlineData("Temporal.Now.instant().epochNanoseconds")]
    public async Task A_whole_number_cannot_be_made_to_grow(string source) =>
        Assert.Matches(
            "SyntaxError|ReferenceError|TypeError",
            (await Assert.ThrowsAsync<UsageException>(() => _scripts.RunAsync(source))).What
        );

    [Theory]
    [InlineData("({}).GetType()")]
    [InlineData("getVariable.GetType()")]
    [InlineData("variables.GetType()")]
    [InlineData("console.log.constructor('return 1')()")]
    [InlineData("getInput.constructor.constructor('return this')()")]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')")]
    [InlineData("importNamespace('System.IO')")]
    [InlineData("globalThis.constructor.constructor('return process')()")]
    [InlineData("Reflect.construct(Object.getPrototypeOf(() => {}).constructor, ['return 1'])()")]
    [InlineData("Object.getPrototypeOf(getVariable).constructor('return 1')()")]
    [InlineData("newGuid().GetType()")]
    [InlineData("getWorkflowInstanceId().Length.GetType().Assembly")]
    [InlineData("toJson.Method.DeclaringType.Assembly.Location")]
    [InlineData("bytesFromString('a').GetType()")]
    [InlineData("new Date().GetType()")]
    [InlineData("setVariable.Invoke('a')")]
    public async Task Nothing_of_DotNet_can_be_reached(string source) =>
        Assert.Matches(
            "TypeError|ReferenceError",
            (await Assert.ThrowsAsync<UsageException>(() => _scripts.RunAsync(source))).What
        );

    [Theory]
    [InlineData("function f() { return f() + 1 } f()")]
    [InlineData("const a = {}; a.toString = () => `${a}`; `${a}`")]
    [InlineData("const a = { get b() { return this.b } }; a.b")]
    [InlineData("let a = 'x'; for (let i = 0; i < 3e4; i++) a = [1, a]; a.toLocaleString()")]
    [InlineData("const a = { toJSON() { return JSON.stringify(this) } }; JSON.stringify(a)")]
    [InlineData("const p = new Proxy({}, { get(t, n, r) { return r[n] } }); p.x")]
    [InlineData("function f() { return [3, 1].sort(f) } f()")]
    [InlineData("async function f() { await f() } f()")]
    [InlineData("class A { constructor() { new A() } } new A()")]
    [InlineData("const a = { valueOf() { return a + 1 } }; a + 1")]
    [InlineData("function f() { 'x'.replace(/x/, f) } f()")]
    [InlineData("function f() { Reflect.apply(f, null, []) } f()")]
    [InlineData("function f() { f.call(null) } f()")]
    public async Task Recursion_without_end_is_an_error_of_the_script(string source)
    {
        Assert.Matches(
            "RangeError|more than 250 ms",
            (await Assert.ThrowsAsync<UsageException>(() => _scripts.RunAsync(source))).What
        );
        Assert.Equal(2, await _scripts.RunAsync<int>("1 + 1"));
    }

    // None of these calls a function of the script: nobody asks in between whether there is stack left.
    [Theory]
    [InlineData("let a = []; for (let i = 0; i < #; i++) a = [a]; a")]
    [InlineData("let a = []; for (let i = 0; i < #; i++) a = [a]; String(a)")]
    [InlineData("let a = []; for (let i = 0; i < #; i++) a = [a]; a.flat(Infinity).length")]
    [InlineData("let a = []; for (let i = 0; i < #; i++) a = [a]; JSON.stringify(a).length")]
    [InlineData("let a = {}; for (let i = 0; i < #; i++) a = { a }; JSON.stringify(a).length")]
    [InlineData("let a = {}; for (let i = 0; i < #; i++) a = new Proxy(a, {}); a.x")]
    [InlineData("let a = {}; for (let i = 0; i < #; i++) a = Object.create(a); a.x")]
    [InlineData("let f = () => 1; for (let i = 0; i < #; i++) f = f.bind(null); f()")]
    [InlineData("let s = ''; for (let i = 0; i < #; i++) s = 'a' + s; s.length + s.charCodeAt(7)")]
    [InlineData("JSON.parse('['.repeat(#) + ']'.repeat(#))")]
    [InlineData("new RegExp('('.repeat(#) + ')'.repeat(#)).test('x')")]
    [InlineData("let e = new Error('x'); for (let i = 0; i < #; i++) e = new Error('x', { cause: e }); throw e")]
    [InlineData("let it = [1].values(); for (let i = 0; i < #; i++) it = it.map(x => x); it.next().value")]
    public async Task What_is_nested_without_end_does_not_end_the_process(string source)
    {
        foreach (var n in new[] { 2_000, 200_000 })
        {
            try
            {
                await _scripts.RunAsync(source.Replace("#", $"{n}", StringComparison.Ordinal));
            }
            catch (UsageException)
            {
                // A limit, or an error: both are fine.
            }
        }
        Assert.Equal(2, await _scripts.RunAsync<int>("1 + 1"));
    }

    [Theory]
    [InlineData("({0}1{1})", "(", ")")]
    [InlineData("{0}1{1}", "[", "]")]
    [InlineData("{0}1{1}", "-", "")]
    [InlineData("{0}1{1}", "a => ", "")]
    [InlineData("{0}1{1}", "{ a: ", " }")]
    [InlineData("1{0}{1}", " + 1", "")]
    [InlineData("{0}{1}", "if (1) ", ";")]
    public async Task A_text_nested_without_end_does_not_end_the_process(string shape, string open, string close)
    {
        foreach (var n in new[] { 500, 100_000 })
        {
            try
            {
                await _scripts.RunAsync(
                    string.Format(
                        System.Globalization.CultureInfo.InvariantCulture,
                        shape,
                        string.Concat(Enumerable.Repeat(open, n)),
                        string.Concat(Enumerable.Repeat(close, n))
                    )
                );
            }
            catch (UsageException)
            {
                // A limit, or an error: both are fine.
            }
        }
        Assert.Equal(2, await _scripts.RunAsync<int>("1 + 1"));
    }

    [Theory]
    [InlineData("function* g() { yield* g() } [...g()]")]
    [InlineData("const g = function* () { yield [...g()] }; [...g()]")]
    [InlineData("({ *g() { for (const x of this.g()) yield x } }).g().next()")]
    [InlineData("async function* g() { for await (const x of g()) yield x }")]
    public async Task Generators_are_refused(string source) =>
        Assert.Contains(
            "generators",
            (await Assert.ThrowsAsync<UsageException>(() => _scripts.RunAsync(source))).What,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Output_that_is_too_large_is_refused()
    {
        using var scripts = new Scripts(
            new()
            {
                Workers = 1,
                TimeLimit = TimeSpan.FromSeconds(5),
                MaxResultLength = 1 << 20,
            }
        );
        var error = await Assert.ThrowsAsync<UsageException>(() => scripts.RunAsync("'x'.repeat(2 << 20)"));

        Assert.Contains("the limit is 1,048,576", error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Object.prototype.evil = 1; Array.prototype.map = () => 'evil'; globalThis.getVariable = () => 'evil'; JSON.parse = null; var left = 1; 0"
    )]
    [InlineData("Object.freeze(globalThis); Object.freeze(Object.prototype); 0")]
    [InlineData("delete globalThis.getVariable; delete globalThis.JSON; Promise.prototype.then = null; 0")]
    public async Task What_a_script_does_to_its_globals_does_not_reach_the_next(string source)
    {
        await _scripts.RunAsync(source);

        Assert.Equal(
            """[null,[2],"function","undefined","object"]""",
            await _scripts.JsonAsync(
                "[({}).evil ?? null, [1].map(x => x + 1), typeof getVariable, typeof left, typeof JSON]"
            )
        );
        Assert.Equal(3, await _scripts.RunAsync<int>("var fresh = 3; Promise.resolve(fresh)"));
    }

    [Theory]
    [InlineData("fetch")]
    [InlineData("require")]
    [InlineData("process")]
    [InlineData("setTimeout")]
    [InlineData("setInterval")]
    [InlineData("XMLHttpRequest")]
    [InlineData("WebAssembly")]
    [InlineData("SharedArrayBuffer")]
    [InlineData("Atomics")]
    [InlineData("host")]
    [InlineData("getConfig")]
    [InlineData("importScripts")]
    [InlineData("load")]
    [InlineData("print")]
    [InlineData("$vm")]
    public async Task Nothing_of_the_machine_can_be_reached(string name) =>
        Assert.Equal("undefined", await _scripts.RunAsync<string>($"typeof {name}"));

    [Fact]
    public async Task Modules_cannot_be_imported() =>
        await Assert.ThrowsAsync<UsageException>(() => _scripts.RunAsync("import('file:///etc/passwd')"));

    [Fact]
    public async Task Four_threads_evaluate_a_hundred_scripts_each()
    {
        using var scripts = new Scripts(new() { Workers = 4 });
        var sums = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(thread =>
                    Task.Run(async () =>
                    {
                        var sum = 0;
                        for (var i = 0; i < 100; i++)
                        {
                            if (i % 50 == 49)
                                await Assert.ThrowsAsync<UsageException>(() => scripts.RunAsync("null.x"));
                            sum += await scripts.RunAsync<int>($"[{thread}, {i}].reduce((a, b) => a + b, 0)");
                        }
                        return sum;
                    })
                )
        );

        Assert.Equal<int>([4950, 5050, 5150, 5250], sums);
    }

    [Fact]
    public async Task A_cancelled_run_stops_its_script()
    {
        using var scripts = new Scripts(new() { TimeLimit = TimeSpan.FromSeconds(60) });
        using var cancellation = new CancellationTokenSource();
        var running = scripts.RunAsync("setVariable === 1; while (true) {}", cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task More_scripts_than_threads_wait_for_their_turn_without_a_pool_thread_each()
    {
        var threads = ThreadPool.ThreadCount;
        var all = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => _scripts.RunAsync<int>($"{i} * 2")));

        Assert.True(all.SequenceEqual(Enumerable.Range(0, 300).Select(i => i * 2)));
        Assert.InRange(ThreadPool.ThreadCount, 0, threads + 8);
    }

    [Fact]
    public void Limits_out_of_range_are_refused() =>
        Assert.All<JavaScriptOptions>(
            [
                new() { TimeLimit = TimeSpan.FromMilliseconds(5) },
                new() { MemoryLimit = 1 },
                new() { MaxResultLength = 0 },
                new() { Workers = 0 },
            ],
            options => Assert.Throws<UsageException>(() => new JavaScriptSandbox(options))
        );
}
