namespace Penstock.Workflows.Activities.Http;

/// <summary>An HTTP endpoint that starts a workflow.</summary>
/// <param name="Path">The normalised path; see <see cref="HttpPaths"/>.</param>
/// <param name="Method">The method in small letters.</param>
/// <param name="Rules">Who and what is let in.</param>
public sealed record HttpEndpointTrigger(string Path, string Method, HttpEndpointRules Rules);
