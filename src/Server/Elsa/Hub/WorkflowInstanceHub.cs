using Microsoft.AspNetCore.SignalR;

namespace Penstock.Server.Elsa.Hub;

/// <summary>
/// Where Studio's instance viewer listens. A connection says which run it looks at; what happens to the run is pushed to it
/// until it
/// goes away. Runs do not know of connections.
/// </summary>
internal sealed class WorkflowInstanceHub(ObservedInstances observed) : Microsoft.AspNetCore.SignalR.Hub
{
    /// <summary>Called by the client once after connecting.</summary>
    public async Task ObserveInstanceAsync(string instanceId)
    {
        if (!Guid.TryParse(instanceId, out var run))
            throw new HubException("A run's id is a UUID.");
        await Groups.AddToGroupAsync(Context.ConnectionId, GroupOf(run), Context.ConnectionAborted);
        observed.Add(Context.ConnectionId, run);
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        observed.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    /// <summary>The name of the group of connections that look at a run.</summary>
    public static string GroupOf(Guid run) => run.ToString();
}
