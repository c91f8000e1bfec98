using Penstock.Workflows.Definitions.Store;

namespace Penstock.Server.Elsa.Definitions;

/// <summary>A publication, and the consumers that followed it because the definition asks for that.</summary>
internal sealed record PublishOutcome(SaveResult Result, IReadOnlyList<DefinitionInfo> UpdatedConsumers);
