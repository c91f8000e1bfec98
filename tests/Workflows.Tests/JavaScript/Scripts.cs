using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Expressions.JavaScript;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.JavaScript;

/// <summary>Evaluates expressions against a run that does not go on.</summary>
public sealed class Scripts : IDisposable
{
    private readonly ServiceProvider _services;

    public Scripts(JavaScriptOptions? options = null, Chart? chart = null, Dictionary<string, object?>? input = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TextWriter.Null);
        services.AddSingleton(options ?? new());
        services.AddWorkflows(builder => builder.AddActivitiesFrom(typeof(Scripts).Assembly));
        _services = services.BuildServiceProvider();
        Definition = (chart ?? new Chart()).Build("orders");
        Memory = new MemoryScope(Definition.Variables, null);
        Workflow = new WorkflowExecutionContext(
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            Definition,
            _services,
            TimeProvider.System,
            Memory,
            input ?? [],
            new Dictionary<Activities.IActivity, Activities.ActivityBlueprint>(),
            CancellationToken.None
        );
    }

    public WorkflowDefinition Definition { get; }

    public MemoryScope Memory { get; }

    public WorkflowExecutionContext Workflow { get; }

    public ExpressionRegistry Registry => _services.GetRequiredService<ExpressionRegistry>();

    public T Service<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<object?> RunAsync(
        string source,
        Type? type = null,
        string language = "JavaScript",
        CancellationToken cancellationToken = default
    ) =>
        await Registry.EvaluateAsync(
            new Expression(language, source),
            type ?? typeof(object),
            new(Memory, Workflow, cancellationToken)
        );

    public async Task<T?> RunAsync<T>(string source) => (T?)await RunAsync(source, typeof(T));

    public async Task<string?> RenderAsync(string template) =>
        (string?)await RunAsync(template, typeof(string), "Liquid");

    /// <summary>The result as JSON text.</summary>
    public async Task<string?> JsonAsync(string source) =>
        ((JsonNode?)await RunAsync(source, typeof(JsonNode)))?.ToJsonString();

    public void Dispose() => _services.Dispose();
}
