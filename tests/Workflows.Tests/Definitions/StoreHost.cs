using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Metadata;
using Penstock.Testing;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Workflows.Tests.Definitions;

/// <summary>A definition store on a database of its own.</summary>
public sealed class StoreHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly MetadataStore _metadata;

    private StoreHost(MetadataStore metadata, Action<IServiceCollection>? configure)
    {
        _metadata = metadata;
        var services = new ServiceCollection();
        services.AddSingleton(_ => metadata);
        configure?.Invoke(services);
        services.AddWorkflows(b => b.AddActivitiesFrom(typeof(StoreHost).Assembly));
        _services = services.BuildServiceProvider();
    }

    public IDefinitionStore Store => _services.GetRequiredService<IDefinitionStore>();

    public ActivityRegistry Registry => _services.GetRequiredService<ActivityRegistry>();

    public IServiceProvider Services => _services;

    public MetadataStore Metadata => _metadata;

    public static async Task<StoreHost> StartAsync(
        PostgresFixture postgres,
        Action<IServiceCollection>? configure = null
    ) => new(await postgres.CreateStoreAsync(), configure);

    public static JsonObject Document(string? definitionId, string name = "Nightly", string text = "hello") =>
        new()
        {
            ["definitionId"] = definitionId,
            ["name"] = name,
            ["options"] = new JsonObject(),
            ["root"] = new JsonObject
            {
                ["id"] = "r",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["activities"] = new JsonArray(Chart.Activity("w", "Elsa.WriteLine", ("text", text))),
                ["connections"] = new JsonArray(),
            },
        };

    public async Task<StoredDefinition> SaveAsync(JsonObject document, bool publish = false) =>
        (await Store.SaveAsync(new SaveRequest(document) { Publish = publish })).Stored;

    /// <summary>What an editor sends after loading a version and changing the text.</summary>
    public static SaveRequest Edit(StoredDefinition loaded, string text, string? editor = null)
    {
        var document = loaded.ToJson();
        document["root"]!["activities"]![0]!["text"]!["expression"]!["value"] = text;
        return new SaveRequest(document) { ChecksBase = true, Editor = editor };
    }

    public static string TextOf(StoredDefinition stored) =>
        stored.ToJson()["root"]!["activities"]![0]!["text"]!["expression"]!["value"]!.ToString();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
