using System.Text;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Tests.JavaScript;

public sealed class ScriptGlobalTests : IDisposable
{
    private readonly Scripts _scripts = new(
        new()
        {
            Workers = 1,
            TimeLimit = TimeSpan.FromSeconds(5),
            MaxResultLength = 1 << 20,
        },
        new Chart()
            .Variable("v1", "Count", "Int32", "3")
            .Variable("v2", "orderLines", "Object")
            .Variable("v3", "my_name", "String", "Ada")
            .Variable("v4", "Data", "ByteArray")
            .Variable("v5", "Day", "DateTimeOffset", "2026-01-02T03:04:05Z")
            .Variable("v6", "Body", "Stream")
            .Add("a1", "Test.Work"),
        new() { ["runDate"] = "2026-01-02", ["rows"] = 5 }
    );

    public void Dispose() => _scripts.Dispose();

    [Theory]
    [InlineData("getVariable('Count')", "3")]
    [InlineData("getVariable('v1')", "3")]
    [InlineData("getVariable('missing') ?? 'none'", "\"none\"")]
    [InlineData("variables.Count", "3")]
    [InlineData("variables.missing === undefined", "true")]
    [InlineData("getCount()", "3")]
    [InlineData("getMyName()", "\"Ada\"")]
    [InlineData("setVariable('Count', 8); getVariable('Count')", "8")]
    [InlineData("variables.Count = 9; getCount()", "9")]
    [InlineData("setCount(10); variables.Count", "10")]
    [InlineData("setCount('11'); getCount()", "11")]
    [InlineData("Object.keys(variables).length", "6")]
    [InlineData("'Count' in variables && !('x' in variables)", "true")]
    [InlineData("typeof getNothing", "\"undefined\"")]
    [InlineData("getInput('runDate')", "\"2026-01-02\"")]
    [InlineData("getRunDate() + getRows()", "\"2026-01-025\"")]
    [InlineData("getInput('missing') ?? null", null)]
    [InlineData("getWorkflowInstanceId()", "\"0198c0de-0000-7000-8000-000000000001\"")]
    [InlineData("getWorkflowDefinitionId()", "\"orders\"")]
    [InlineData("getWorkflowDefinitionVersionId()", "\"orders-v1\"")]
    [InlineData("getWorkflowDefinitionVersion() + 1", "2")]
    [InlineData("getCorrelationId()", null)]
    [InlineData("setCorrelationId('c'); getCorrelationId()", "\"c\"")]
    [InlineData("setWorkflowInstanceName('n'); getWorkflowInstanceName()", "\"n\"")]
    [InlineData("toJson({a: [1, 'x', null]})", "\"{\\u0022a\\u0022:[1,\\u0022x\\u0022,null]}\"")]
    [InlineData("[null, undefined, '', ' ', 'x'].map(isNullOrEmpty)", "[true,true,true,false,false]")]
    [InlineData("[null, undefined, '', ' \\t', 'x'].map(isNullOrWhiteSpace)", "[true,true,true,true,false]")]
    [InlineData("parseGuid('{0198C0DE-0000-7000-8000-000000000001}')", "\"0198c0de-0000-7000-8000-000000000001\"")]
    [InlineData("[newGuid(), newGuidString(), getGuidString()].every(g => parseGuid(g) === g)", "true")]
    [InlineData("/^[A-Za-z0-9]{16,22}$/.test(newShortGuid()) && newShortGuid() !== getShortGuid()", "true")]
    [InlineData("stringToBase64('Grüße')", "\"R3LDvMOfZQ==\"")]
    [InlineData("stringFromBase64('R3LDvMOfZQ==')", "\"Gr\\u00FC\\u00DFe\"")]
    [InlineData("bytesToString(bytesFromString('ü€😀')) === 'ü€😀'", "true")]
    [InlineData("bytesToBase64(bytesFromBase64('AQL/'))", "\"AQL/\"")]
    [InlineData("Array.from(bytesFromString('ab'))", "[97,98]")]
    [InlineData("console.log('x'); console.error('y'); 1", "1")]
    public async Task Globals_do_what_they_say(string source, string? expected) =>
        Assert.Equal(expected, await _scripts.JsonAsync(source));

    [Fact]
    public async Task What_a_script_changes_inside_a_variable_is_kept()
    {
        _scripts.Memory.Find("orderLines")!.Value = JsonNode.Parse("""[{"n":1}]""");
        await _scripts.RunAsync("variables.orderLines[0].n = 2; getOrderLines().push({n: 3}); 0");

        Assert.Equal("""[{"n":2},{"n":3}]""", (_scripts.Memory.Find("orderLines")!.Value as JsonNode)?.ToJsonString());
    }

    [Fact]
    public async Task Reading_a_variable_does_not_write_it()
    {
        var value = new List<string> { "é", "b" };
        _scripts.Memory.Find("orderLines")!.Value = value;
        Assert.Equal(2, await _scripts.RunAsync<int>("variables.orderLines.length"));

        Assert.Same(value, _scripts.Memory.Find("orderLines")!.Value);
    }

    [Fact]
    public async Task Bytes_dates_and_streams_have_their_own_kinds()
    {
        _scripts.Memory.Find("Data")!.Value = new byte[] { 65, 0, 255 };
        _scripts.Memory.Find("Body")!.Value = new MemoryStream(Encoding.UTF8.GetBytes("héllo"));

        Assert.Equal(
            """[3,65,"QQD/",2026,"aMOpbGxv",6]""",
            await _scripts.JsonAsync(
                "[getData().length, getData()[0], bytesToBase64(getData()), getDay().getUTCFullYear(), streamToBase64(getBody()), streamToBytes(getBody()).length]"
            )
        );
        Assert.Equal(
            new DateTimeOffset(2026, 1, 3, 3, 4, 5, TimeSpan.Zero),
            await _scripts.RunAsync(
                "const d = getDay(); d.setUTCDate(3); setVariable('Day', d); getVariable('Day')",
                typeof(DateTimeOffset)
            )
        );
        Assert.Equal(
            new byte[] { 1 },
            await _scripts.RunAsync("setData(new Uint8Array([1])); getData()", typeof(byte[]))
        );
    }

    [Fact]
    public async Task Objects_of_DotNet_have_their_members_by_both_names()
    {
        _scripts.Memory.Find("orderLines")!.Value = new List<OrderLine> { new("a", 1), new("b", 2) };

        Assert.Equal(
            """["b","b",2,2,"{\u0022sku\u0022:\u0022a\u0022,\u0022quantity\u0022:1}"]""",
            await _scripts.JsonAsync(
                "const l = getOrderLines(); [l[1].Sku, l[1].sku, l.length, l.Count, JSON.stringify(l[0])]"
            )
        );
        await _scripts.RunAsync("variables.orderLines[0].Quantity = 5; 0");
        Assert.Equal(
            """[{"sku":"a","quantity":5},{"sku":"b","quantity":2}]""",
            (_scripts.Memory.Find("orderLines")!.Value as JsonNode)?.ToJsonString()
        );
    }

    private sealed record OrderLine(string Sku, int Quantity);

    [Fact]
    public async Task Outputs_of_activities_are_found_by_id_name_and_accessor()
    {
        _scripts.Workflow.ActivityOutputs.Record(
            "a1",
            "Fetch 1",
            new Dictionary<string, object?> { ["Count"] = 4, ["Result"] = new { Rows = 2 } }
        );

        Assert.Equal(
            """[4,4,{"rows":2},null,{"rows":2}]""",
            await _scripts.JsonAsync(
                "[getOutputFrom('a1', 'Count'), getOutputFrom('Fetch 1', 'count'), getOutputFrom('a1'), getOutputFrom('a2') ?? null, getLastResult()]"
            )
        );
        Assert.Equal(4, await _scripts.RunAsync<int>("getCountFromA1()"));
    }

    [Theory]
    [InlineData("setVariable('Count', 'many')", "cannot be read as Int32")]
    [InlineData("variables.nowhere = 1", "no variable nowhere")]
    [InlineData("parseGuid('x')", "not a GUID")]
    [InlineData("bytesFromBase64('?')", "not base64")]
    [InlineData("setVariable('orderLines', 'x'.repeat(2 << 20))", "the limit is")]
    public async Task What_cannot_be_done_is_an_error_that_the_script_may_catch(string source, string expected)
    {
        Assert.Contains(
            expected,
            (await Assert.ThrowsAsync<UsageException>(() => _scripts.RunAsync(source))).What,
            StringComparison.Ordinal
        );
        Assert.Contains(
            expected,
            await _scripts.RunAsync<string>($"try {{ {source}; 'no error' }} catch (e) {{ e.message }}"),
            StringComparison.Ordinal
        );
    }
}
