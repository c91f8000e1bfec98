using Penstock.Core.Metadata;
using Penstock.Testing;

namespace Penstock.Workflows.Tests;

internal static class Stores
{
    /// <summary>A metadata store of its own with the tables of the engine.</summary>
    public static Task<MetadataStore> CreateStoreAsync(this PostgresFixture postgres) =>
        postgres.CreateMetadataAsync(typeof(MetadataStore).Assembly, typeof(WorkflowServices).Assembly);
}
