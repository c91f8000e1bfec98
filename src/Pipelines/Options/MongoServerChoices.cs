namespace Penstock.Pipelines.Options;

/// <summary>The MongoDB servers of the configuration.</summary>
public sealed class MongoServerChoices(Platform platform) : SourceChoices(platform, "mongodb", "mongodb+srv");
