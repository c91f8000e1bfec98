using Penstock.Workflows.Activities.Http;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Triggers;

namespace Penstock.Server.Http;

/// <summary>Where a request leads: to a workflow that it starts, or to a run that waits for it.</summary>
internal sealed record HttpRoute(
    string Template,
    HttpEndpointRules Rules,
    StoredTrigger? Trigger,
    Bookmark? Bookmark,
    Dictionary<string, object> Values
);
