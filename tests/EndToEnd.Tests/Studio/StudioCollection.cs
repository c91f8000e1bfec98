namespace Penstock.EndToEnd.Tests.Studio;

/// <summary>The tests in a browser share one server and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class StudioCollection : ICollectionFixture<StudioSite>
{
    public const string Name = "Studio";
}
