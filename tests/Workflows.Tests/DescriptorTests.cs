using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Tests.Samples;

namespace Penstock.Workflows.Tests;

public sealed class DescriptorTests : IAsyncDisposable
{
    private readonly Engine _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private JsonObject Of(string type) =>
        _engine.Registry.TryFind(type, 1, out var descriptor)
            ? JsonNode.Parse(ActivityDescriptorJson.Write(descriptor))!.AsObject()
            : [];

    [Fact]
    public void A_descriptor_has_the_members_the_Studio_reads()
    {
        var work = Of("Test.Work");

        Assert.Equal(
            [
                "typeName",
                "namespace",
                "name",
                "version",
                "category",
                "displayName",
                "description",
                "kind",
                "runAsynchronously",
                "inputs",
                "outputs",
                "ports",
                "customProperties",
                "constructionProperties",
                "isContainer",
                "isBrowsable",
                "isStart",
                "isTerminal",
            ],
            work.Select(m => m.Key)
        );
        Assert.Equal("Action", work["kind"]!.ToString());
        Assert.Equal(
            """[{"name":"Done","displayName":"Done","type":"Flow","isBrowsable":true},{"name":"Failed","displayName":"Failed","type":"Flow","isBrowsable":true}]""",
            work["ports"]!.ToJsonString()
        );
        Assert.Equal(
            """{"name":"Count","typeName":"Int32","displayName":"Count","description":"How often it ran.","order":4,"isBrowsable":true,"isSerializable":true,"isSynthetic":false}""",
            work["outputs"]![0]!.ToJsonString()
        );
    }

    [Fact]
    public void An_input_descriptor_has_the_members_the_Studio_reads()
    {
        var outcome = Of("Test.Work")["inputs"]![1]!.AsObject();

        Assert.Equal(
            [
                "name",
                "typeName",
                "displayName",
                "description",
                "order",
                "isBrowsable",
                "isSerializable",
                "isSynthetic",
                "isWrapped",
                "uiHint",
                "category",
                "defaultValue",
                "defaultSyntax",
                "isReadOnly",
                "isSensitive",
                "storageDriverType",
                "autoEvaluate",
                "uiSpecifications",
            ],
            outcome.Select(m => m.Key)
        );
        Assert.Equal(
            ("Outcome", "dropdown", "Literal"),
            (outcome["name"]!.ToString(), outcome["uiHint"]!.ToString(), outcome["defaultSyntax"]!.ToString())
        );
        Assert.Equal(
            """{"dropdown":{"selectList":{"items":[{"text":"Done","value":"Done"},{"text":"Failed","value":"Failed"}],"isFlagsEnum":false},"providerName":null}}""",
            outcome["uiSpecifications"]!.ToJsonString()
        );
    }

    [Fact]
    public void Slots_are_embedded_ports() =>
        Assert.Equal(
            ["Then", "Else"],
            Of("Elsa.If")["ports"]!
                .AsArray()
                .Where(p => p!["type"]!.ToString() == "Embedded")
                .Select(p => p!["name"]!.ToString())
        );

    [Fact]
    public void Unwrapped_inputs_say_so() =>
        Assert.False(Of("Elsa.SetVariable")["inputs"]![0]!["isWrapped"]!.GetValue<bool>());

    [Theory]
    [InlineData("Elsa.Flowchart")]
    [InlineData("Elsa.Sequence")]
    [InlineData("Elsa.Start")]
    [InlineData("Elsa.End")]
    [InlineData("Elsa.Finish")]
    [InlineData("Elsa.Complete")]
    [InlineData("Elsa.FlowDecision")]
    [InlineData("Elsa.FlowSwitch")]
    [InlineData("Elsa.FlowFork")]
    [InlineData("Elsa.FlowJoin")]
    [InlineData("Elsa.If")]
    [InlineData("Elsa.ForEach")]
    [InlineData("Elsa.ParallelForEach")]
    [InlineData("Elsa.SetVariable")]
    [InlineData("Elsa.SetOutput")]
    [InlineData("Elsa.WriteLine")]
    [InlineData("Elsa.Fault")]
    [InlineData("Elsa.Delay")]
    public void The_built_in_activities_have_their_Elsa_names(string type) =>
        Assert.True(_engine.Registry.TryFind(type, 1, out _));

    [Fact]
    public void An_unknown_version_falls_back_to_the_newest() =>
        Assert.True(_engine.Registry.TryFind("Elsa.WriteLine", 99, out var found) && found.Version == 1);

    [Fact]
    public void Two_classes_with_one_type_name_are_refused() =>
        Assert.Contains(
            "Test.Work",
            Assert.Throws<UsageException>(() => new ActivityRegistry([typeof(Work), typeof(Double)])).Message,
            StringComparison.Ordinal
        );

    [Activities.Attributes.Activity("Test", Type = "Work")]
    private sealed class Double : CodeActivity;
}
