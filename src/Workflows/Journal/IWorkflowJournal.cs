using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Journal;

/// <summary>Keeps what runs did. Each commit is one transaction.</summary>
public interface IWorkflowJournal
{
    /// <summary>
    /// Begins a run. Runs whose process is gone are ended first, with an incident.
    /// </summary>
    /// <exception cref="Penstock.Core.Errors.UsageException">The strategy allows one run, and another goes on; the message names it.</exception>
    Task<IRunJournal> OpenAsync(RunRecord run, ActivationStrategy strategy, CancellationToken cancellationToken = default);
}
