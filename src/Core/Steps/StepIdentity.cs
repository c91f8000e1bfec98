namespace Penstock.Core.Steps;

/// <summary>
/// Who is running: one execution of one step inside one run of a workflow. A step that runs outside a workflow
/// (a test, the command line) gets a run of its own through <see cref="Standalone"/>.
/// </summary>
/// <param name="RunId">The run (Elsa's workflow instance): one execution of a workflow.</param>
/// <param name="Workflow">The workflow's definition id, for instance <c>customer-is-king</c>.</param>
/// <param name="Step">The step's name within the workflow, for instance <c>FilesToLanding1</c>: with the workflow it names the
/// lineage job.</param>
/// <param name="StepRunId">This execution of the step; the OpenLineage run id.</param>
public sealed record StepIdentity(Guid RunId, string Workflow, string Step, Guid StepRunId)
{
    /// <summary>An identity for a step that no workflow started.</summary>
    public static StepIdentity Standalone(string step, string workflow = "standalone") =>
        new(Guid.CreateVersion7(), workflow, step, Guid.CreateVersion7());
}
