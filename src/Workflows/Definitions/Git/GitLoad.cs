using Penstock.Core.Errors;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Workflows.Definitions.Git;

/// <summary>What loading the workflows folder did.</summary>
/// <param name="Loaded">The versions that are new.</param>
/// <param name="Refused">Why files were not loaded.</param>
public sealed record GitLoad(IReadOnlyList<DefinitionInfo> Loaded, IReadOnlyList<PenstockException> Refused);
