using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Server.Audit;
using Penstock.Server.Elsa.Instances;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Instances;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Api.Steps;

/// <summary>Runs of single steps: like other runs in all but their definition, which is made for them.</summary>
internal sealed class StepRuns(
    StepCatalogue catalogue,
    DefinitionValidator validator,
    StepKeys keys,
    WorkflowRuntime runtime,
    RunControl control,
    InstanceQueries instances,
    ExecutionQueries executions,
    ExecutionViews views,
    ICurrentUser user,
    AuditTrail audit
)
{
    private const string Prefix = "step:";
    private const int LongestKey = 200;

    /// <summary>Starts a step, or finds the run that the same request began before.</summary>
    /// <exception cref="UsageException">The step or an input is unknown, a value unreadable, or the key was used
    /// otherwise.</exception>
    public async Task<Guid> StartAsync(string step, JsonObject inputs, HttpContext context)
    {
        var definition = StepCatalogue.Definition(catalogue.Find(step), inputs);
        validator.EnsureValid(definition);
        var run = Guid.CreateVersion7();
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > LongestKey)
            throw new UsageException(
                $"An Idempotency-Key has at most {LongestKey} characters",
                key[..40],
                "send a shorter one"
            );
        if (
            key.Length > 0
            && await keys.TakeAsync(
                key,
                $"{definition.DefinitionId} {inputs.ToJsonString()}",
                run,
                context.RequestAborted
            )
                is var holder
            && holder != run
        )
            return holder;
        RunHandle handle;
        try
        {
            handle = await runtime.StartAsync(
                definition,
                new RunOptions { RunId = run, TriggeredBy = user.Name },
                CancellationToken.None
            );
        }
        catch when (key.Length > 0)
        {
            await keys.ReturnAsync(key, run);
            throw;
        }
        await audit.RecordAsync(
            "step.started",
            run.ToString(),
            after: new { step = definition.Root.Type },
            cancellationToken: CancellationToken.None
        );
        await control.WaitIfWantedAsync(context, handle);
        return run;
    }

    /// <summary>How a step stands; null when there is no such run of a step.</summary>
    public async Task<object?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (
            await instances.FindAsync(id, cancellationToken) is not { } instance
            || !instance.Run.DefinitionId.StartsWith(Prefix, StringComparison.Ordinal)
        )
            return null;
        var run = instance.Run;
        var last = (await executions.ListAsync(id, null, limit: 1, cancellationToken: cancellationToken))
            is [.., var newest]
            ? newest
            : null;
        return new
        {
            run.Id,
            Step = run.DefinitionId[Prefix.Length..],
            IsFinished = run.Status == WorkflowStatus.Finished,
            Status = run.SubStatus,
            run.CreatedAt,
            run.StartedAt,
            run.FinishedAt,
            Outcomes = last?.Outcomes ?? [],
            Outputs = last?.Outputs ?? [],
            Progress = last is null ? [] : views.Metadata(last),
            Error = last?.Exception?.Message ?? (instance.Incidents is [.., var incident] ? incident.Message : null),
        };
    }

    /// <summary>Cancels a step; false when there is no such run of a step.</summary>
    public async Task<bool> CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is null)
            return false;
        if (await runtime.CancelAsync(id, cancellationToken))
            await audit.RecordAsync("step.cancelled", id.ToString(), cancellationToken: cancellationToken);
        return true;
    }
}
