using Microsoft.Extensions.Logging;
using Penstock.Workflows.Activities;

namespace Penstock.Workflows.Runtime;

/// <summary>What the bursts of all runs share.</summary>
internal sealed record SessionServices(
    IServiceProvider Provider,
    ActivityFactory Factory,
    EngineServices Engine,
    ILogger Logger
);
